/* Counts what is synced, and makes each sync as slow as a disk is that has to flush.
 * SYNCS names a file that grows by a byte a call; SYNC_DELAY is in microseconds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void told(void) {
    const char *path = getenv("SYNCS"), *delay = getenv("SYNC_DELAY");
    int file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (file >= 0) {
        if (write(file, "s", 1) < 0) { /* a count that is lost is no reason to fail */ }
        close(file);
    }
    if (delay) usleep((useconds_t)atoi(delay));
}

#define COUNTED(name)                                            \
    int name(int file) {                                         \
        static int (*real)(int);                                 \
        if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name); \
        told();                                                  \
        return real(file);                                       \
    }

COUNTED(fsync)
COUNTED(fdatasync)
COUNTED(syncfs)
