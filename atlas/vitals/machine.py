"""One look at the machine: disk, memory, heat, load, power, and what was written to its disk."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psutil

from atlas.model.vitals import Vitals

THROTTLED = Path("/sys/devices/platform/soc/soc:firmware/get_throttled")
SENSORS = Path("/sys/class/hwmon")
POWER_SENSOR = "rpi_volt"
BLOCKS = Path("/sys/dev/block")
PROCESSOR = ("cpu_thermal", "cpu-thermal", "soc_thermal", "coretemp", "k10temp", "zenpower", "acpitz")
"""Sensors that speak of the processor, the most telling first: the first is that of a Raspberry Pi."""
ASK_SECONDS = 2.0


def read(path: Path, throttled: Path = THROTTLED, blocks: Path = BLOCKS, sensors: Path = SENSORS) -> Vitals:
    """Returns what the machine has left, its disk being the one the path lies on."""
    room = os.statvfs(path)
    device = device_of(path, blocks)
    return Vitals(
        free_bytes=room.f_bavail * room.f_frsize,
        free_inodes=room.f_favail if room.f_files else None,
        memory=psutil.virtual_memory().available,
        load=psutil.getloadavg()[0] / (os.cpu_count() or 1),
        temperature=_temperature(),
        throttled=_throttled(throttled, sensors),
        device=device,
        written=_written(device),
    )


def device_of(path: Path, blocks: Path = BLOCKS) -> str:
    """Returns the name of the whole disk a path lies on, or "" where the system does not tell."""
    number = path.stat().st_dev
    try:
        block = (blocks / f"{os.major(number)}:{os.minor(number)}").resolve(strict=True)
    except OSError:
        return ""
    return block.parent.name if (block / "partition").exists() else block.name


def _written(device: str) -> int | None:
    counters = psutil.disk_io_counters(perdisk=True) if device else None
    return counters[device].write_bytes if counters and device in counters else None


def _temperature() -> float | None:
    # macOS has no such function.
    sensors: dict[str, list[Any]] = getattr(psutil, "sensors_temperatures", dict)()
    found: list[Any] = next((sensors[name] for name in PROCESSOR if sensors.get(name)), [])
    return max((float(one.current) for one in found), default=None)


def _throttled(path: Path, sensors: Path) -> int | None:
    try:
        return bits_in(path.read_text())
    except OSError:
        asked = _asked() if shutil.which("vcgencmd") else None
        # The sensor knows the voltage alone, but a service that may not see /dev/vcio has no other.
        return _sensed(sensors) if asked is None else asked


def _sensed(sensors: Path) -> int | None:
    """Returns the bit of too low a voltage from the sensor of a Raspberry Pi, or None where there is none."""
    for alarm in sensors.glob("hwmon*/in0_lcrit_alarm"):
        try:
            if (alarm.parent / "name").read_text().strip() == POWER_SENSOR:
                return bits_in(alarm.read_text())
        except OSError:
            continue
    return None


def _asked() -> int | None:
    try:
        asked = subprocess.run(
            ["vcgencmd", "get_throttled"],  # noqa: S607 - it lies elsewhere on each system
            capture_output=True,
            text=True,
            timeout=ASK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return bits_in(asked.stdout)


def bits_in(text: str) -> int | None:
    """Returns the bits that a Raspberry Pi tells in hexadecimal, or None where it tells none."""
    try:
        return int(text.strip().rpartition("=")[2], 16)
    except ValueError:
        return None
