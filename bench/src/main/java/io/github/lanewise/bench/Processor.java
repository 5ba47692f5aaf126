package io.github.lanewise.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A processor as Linux describes it. A name like "AMD EPYC" stands for several generations, of which one is twice as fast as
 * another at the same clock; the family and the model tell them apart.
 */
final class Processor {
    private static final String AMD = "AuthenticAMD";
    private static final String INTEL = "GenuineIntel";

    /** Models of a family that are of one microarchitecture. */
    private record Range(String vendor, int family, int first, int last, String microarchitecture) {}

    /** As Linux sorts them: its arch/x86/kernel/cpu/amd.c, and of Intel's servers its asm/intel-family.h. */
    private static final List<Range> KNOWN = List.of(
            new Range(AMD, 0x17, 0x30, 0x4f, "Zen 2"),
            new Range(AMD, 0x17, 0x60, 0x7f, "Zen 2"),
            new Range(AMD, 0x17, 0x90, 0x91, "Zen 2"),
            new Range(AMD, 0x17, 0xa0, 0xaf, "Zen 2"),
            new Range(AMD, 0x19, 0x00, 0x0f, "Zen 3"),
            new Range(AMD, 0x19, 0x20, 0x5f, "Zen 3"),
            new Range(AMD, 0x19, 0x10, 0x1f, "Zen 4"),
            new Range(AMD, 0x19, 0x60, 0xaf, "Zen 4"),
            new Range(AMD, 0x1a, 0x00, 0x2f, "Zen 5"),
            new Range(AMD, 0x1a, 0x40, 0x4f, "Zen 5"),
            new Range(AMD, 0x1a, 0x60, 0x7f, "Zen 5"),
            new Range(INTEL, 6, 0x6a, 0x6a, "Ice Lake"),
            new Range(INTEL, 6, 0x8f, 0x8f, "Sapphire Rapids"),
            new Range(INTEL, 6, 0xcf, 0xcf, "Emerald Rapids"),
            new Range(INTEL, 6, 0xad, 0xad, "Granite Rapids"));

    private Processor() {}

    /**
     * The first processor of a description.
     *
     * @param lines of {@code /proc/cpuinfo}
     * @param architecture for a processor without a name
     * @return for instance {@code AMD EPYC, family 25 model 17 (Zen 4)}, without what the lines do not tell
     */
    static String describe(List<String> lines, String architecture) {
        Map<String, String> fields = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        String name = fields.getOrDefault("model name", architecture);
        String family = fields.getOrDefault("cpu family", "");
        String model = fields.getOrDefault("model", "");
        if (isNumber(family) && isNumber(model)) {
            return name + ", family " + family + " model " + model + microarchitecture(fields, family, model);
        }
        // Arm.
        String part = fields.getOrDefault("CPU part", "");
        return part.isEmpty() ? name : name + ", implementer " + fields.get("CPU implementer") + " part " + part;
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,9}");
    }

    private static String microarchitecture(Map<String, String> fields, String family, String model) {
        int familyNumber = Integer.parseInt(family);
        int modelNumber = Integer.parseInt(model);
        String vendor = fields.getOrDefault("vendor_id", "");
        return KNOWN.stream()
                .filter(range -> range.vendor.equals(vendor) && range.family == familyNumber)
                .filter(range -> range.first <= modelNumber && modelNumber <= range.last)
                .map(range -> " (" + range.microarchitecture + ")")
                .findFirst()
                .orElse("");
    }
}
