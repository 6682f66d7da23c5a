"""What the doctor says of readers."""

from atlas.jobs import doctor


def test_what_cannot_be_read_is_told_with_what_it_takes():
    check = doctor.readers({"PDF": "It takes the package pypdfium2."})
    assert (check.state, check.told) == ("warn", "no PDF")
    assert "PDF: It takes the package pypdfium2." in check.hint


def test_a_machine_that_reads_every_kind_is_well():
    assert doctor.readers({}).state == "ok"
