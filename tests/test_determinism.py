"""Two cold builds are byte-identical."""

import hashlib

from tests.conftest import Project


def digest(project: Project) -> dict[str, str]:
    site = project.path("site")
    return {
        str(p.relative_to(site)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(site.rglob("*"))
        if p.is_file()
    }


def test_two_cold_builds_are_byte_identical(built: Project, tmp_path) -> None:
    other = Project(tmp_path / "tiny")
    done = other.run("scripts.build", PYTHONHASHSEED="7")
    assert done.returncode == 0, done.stderr
    one, two = digest(built), digest(other)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
