"""One look at this machine, and at files as a Raspberry Pi has them."""

import os

import pytest

from atlas import vitals
from atlas.vitals.machine import bits_in, device_of


def test_this_machine_tells_disk_and_memory(tmp_path):
    found = vitals.read(tmp_path)
    assert found.free_bytes > 0
    assert found.memory > 0
    assert found.load >= 0.0


def test_a_pi_tells_of_its_power_in_a_file(tmp_path):
    told = tmp_path / "get_throttled"
    told.write_text("50005\n")
    assert vitals.read(tmp_path, throttled=told).throttled == 0x50005


@pytest.mark.parametrize(("text", "bits"), [("throttled=0x1\n", 1), ("0\n", 0), ("", None), ("no such", None)])
def test_bits_are_read_as_both_ways_tell_them(text, bits):
    assert bits_in(text) == bits


def sensor(folder, name, alarm):
    folder.mkdir(parents=True)
    (folder / "name").write_text(f"{name}\n")
    if alarm is not None:
        (folder / "in0_lcrit_alarm").write_text(f"{alarm}\n")


@pytest.mark.parametrize(("alarm", "bits"), [("1", 1), ("0", 0), (None, None)])
def test_a_pi_without_that_file_tells_of_its_voltage_by_a_sensor(tmp_path, alarm, bits):
    sensor(tmp_path / "hwmon0", "cpu_thermal", None)
    sensor(tmp_path / "hwmon1", "rpi_volt", alarm)
    assert vitals.read(tmp_path, throttled=tmp_path / "none", sensors=tmp_path).throttled == bits


def test_another_machines_voltage_is_not_taken_for_a_pis(tmp_path):
    sensor(tmp_path / "hwmon0", "nct6775", "1")
    assert vitals.read(tmp_path, throttled=tmp_path / "none", sensors=tmp_path).throttled is None


def number_of(path):
    number = path.stat().st_dev
    return f"{os.major(number)}:{os.minor(number)}"


def test_the_whole_disk_is_named_for_a_partition_of_it(tmp_path):
    partition = tmp_path / "devices/mmcblk0/mmcblk0p2"
    partition.mkdir(parents=True)
    (partition / "partition").write_text("2\n")
    blocks = tmp_path / "blocks"
    blocks.mkdir()
    (blocks / number_of(tmp_path)).symlink_to(partition)
    assert device_of(tmp_path, blocks) == "mmcblk0"


def test_where_the_system_does_not_tell_the_disk_nothing_is_counted(tmp_path):
    assert device_of(tmp_path, tmp_path / "none") == ""
    assert vitals.read(tmp_path, blocks=tmp_path / "none").written is None
