package io.github.lanewise.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine made of files. */
class MachineFindingsTest {
    @TempDir
    Path root;

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private List<Finding> findings(int processors) {
        return new MachineFindings(new SystemFiles(root), processors).all();
    }

    private Finding limits(int processors) {
        return findings(processors).get(1);
    }

    private void assertNoLimit() {
        assertEquals(Finding.ok("limits", "no limit of processors by a cgroup"), limits(2));
    }

    @Test
    void theProcessorAndItsCaches() throws IOException {
        write(
                "proc/cpuinfo",
                "processor\t: 0\ncpu family\t: 26\nmodel\t\t: 2\nmodel name\t: Some CPU\n\nmodel name : Other\n");
        String cache = "sys/devices/system/cpu/cpu0/cache/index";
        List<String> types = List.of("Data", "Instruction", "Unified");
        List<String> levels = List.of("1", "1", "2");
        for (int i = 0; i < 3; i++) {
            write(cache + i + "/type", types.get(i) + "\n");
            write(cache + i + "/level", levels.get(i) + "\n");
            write(cache + i + "/size", (i + 1) * 16 + "K\n");
        }
        assertEquals(
                Finding.ok("processor", "Some CPU, family 26 model 2, 4 processors; caches L1 16 KiB, L2 48 KiB"),
                findings(4).getFirst());
    }

    @Test
    void aMachineThatSaysNothing() {
        assertEquals(
                Finding.ok("processor", System.getProperty("os.arch") + ", 2 processors"),
                findings(2).getFirst());
        assertNoLimit();
        assertEquals(Finding.ok("huge pages", "unknown here"), findings(2).get(2));
    }

    @Test
    void limitsOfCgroups() throws IOException {
        write("proc/self/cgroup", "0::/a/b\n");
        assertNoLimit();
        write("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
        assertNoLimit();
        write("sys/fs/cgroup/a/b/cpu.max", "400000 100000\n");
        assertEquals(Finding.ok("limits", "a cgroup grants 4.00 processors"), limits(4));
        // A container's own group is its root.
        write("sys/fs/cgroup/cpu.max", "50000 100000\n");
        Finding half = limits(4);
        assertEquals(Finding.Status.NOTE, half.status());
        assertEquals(
                "a cgroup grants 0.50 processors; when they are used up, every thread pauses for up to 0.1 s",
                half.text());
    }

    @Test
    void limitsOfTheFirstVersion() throws IOException {
        write("proc/self/cgroup", "3:memory:/m\n2:cpu,cpuacct:/g\n0::/\n");
        write("sys/fs/cgroup/cpu,cpuacct/g/cpu.cfs_quota_us", "-1\n");
        write("sys/fs/cgroup/cpu,cpuacct/g/cpu.cfs_period_us", "100000\n");
        assertNoLimit();
        write("sys/fs/cgroup/cpu,cpuacct/g/cpu.cfs_quota_us", "150000\n");
        assertEquals(Finding.Status.NOTE, limits(2).status());
    }

    @Test
    void oneProcessor() {
        assertEquals(Finding.Status.NOTE, limits(1).status());
    }

    @Test
    void hugePages() throws IOException {
        write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
        assertEquals(
                Finding.ok(
                        "huge pages",
                        "transparent huge pages: madvise; nothing to change, steps take the same time with and without"),
                findings(2).get(2));
    }
}
