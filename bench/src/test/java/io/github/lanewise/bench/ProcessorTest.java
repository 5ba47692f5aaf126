package io.github.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "AuthenticAMD; 25; 17; AMD EPYC, family 25 model 17 (Zen 4)",
                "AuthenticAMD; 25; 1; AMD EPYC, family 25 model 1 (Zen 3)",
                "AuthenticAMD; 25; 97; AMD EPYC, family 25 model 97 (Zen 4)",
                "AuthenticAMD; 26; 2; AMD EPYC, family 26 model 2 (Zen 5)",
                "AuthenticAMD; 26; 80; AMD EPYC, family 26 model 80",
                "AuthenticAMD; 23; 49; AMD EPYC, family 23 model 49 (Zen 2)",
                "GenuineIntel; 6; 143; AMD EPYC, family 6 model 143 (Sapphire Rapids)",
                "GenuineIntel; 6; 85; AMD EPYC, family 6 model 85",
                "SomebodyElse; 25; 17; AMD EPYC, family 25 model 17"
            })
    void familyAndModelTellGenerationsApart(String vendor, String family, String model, String expected) {
        List<String> lines = List.of(
                "processor\t: 0",
                "vendor_id\t: " + vendor,
                "cpu family\t: " + family,
                "model\t\t: " + model,
                "model name\t: AMD EPYC",
                "",
                "processor\t: 1",
                "model\t\t: 99");
        assertEquals(expected, Processor.describe(lines, "amd64"));
    }

    @Test
    void whatIsNotToldIsLeftOut() {
        assertEquals(
                "aarch64, implementer 0x41 part 0xd40",
                Processor.describe(List.of("CPU implementer\t: 0x41", "CPU part\t: 0xd40"), "aarch64"));
        assertEquals("riscv64", Processor.describe(List.of("hart : 0"), "riscv64"));
        assertEquals("AMD EPYC", Processor.describe(List.of("model name : AMD EPYC", "model : unknown"), "amd64"));
    }

    @Test
    void thisMachineIsNamedByTheSameLines() throws java.io.IOException {
        Path info = Path.of("/proc/cpuinfo");
        Assumptions.assumeTrue(Files.isReadable(info), "Linux only");
        String here = Processor.describe(Files.readAllLines(info), System.getProperty("os.arch"));
        assertTrue(Machine.processor().startsWith(here + ", "), Machine.processor());
        assertFalse(here.isEmpty());
    }
}
