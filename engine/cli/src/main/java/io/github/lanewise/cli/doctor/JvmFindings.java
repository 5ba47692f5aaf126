package io.github.lanewise.cli.doctor;

import static io.github.lanewise.cli.doctor.Finding.Status.NOTE;
import static io.github.lanewise.cli.doctor.Finding.Status.PROBLEM;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the JVM is, and which of its flags keep vector code from being compiled. */
final class JvmFindings {
    private static final double BYTES_PER_GIB = 1 << 30;

    /**
     * A flag that makes models slow.
     *
     * @param name the flag's
     * @param x86 whether it matters on x86 alone
     * @param bad for which values, which somebody has set
     * @param status how bad that is
     * @param effect what they do
     */
    private record Rule(String name, boolean x86, Predicate<String> bad, Finding.Status status, String effect) {}

    private static final List<Rule> RULES = List.of(
            new Rule("TieredStopAtLevel", false, below(4), PROBLEM, "without C2 each vector operation allocates"),
            new Rule("UseCompiler", false, "false"::equals, PROBLEM, "nothing is compiled"),
            new Rule("EnableVectorSupport", false, "false"::equals, PROBLEM, "C2 does not know vectors"),
            new Rule("UseAVX", true, below(2), PROBLEM, "there is no fused multiply-add of vectors below AVX2"),
            new Rule("UseAVX", true, below(3), NOTE, "vectors have 256 bits where the processor may have 512"),
            new Rule("MaxVectorSize", true, below(32), PROBLEM, "vectors have fewer than 256 bits"),
            new Rule("MaxVectorSize", true, below(64), NOTE, "vectors have 256 bits where the processor may have 512"),
            new Rule(
                    "UseFMA", false, "false"::equals, PROBLEM, "fused multiply-add is not compiled to its instruction"),
            new Rule("UseSuperWord", false, "false"::equals, NOTE, "scalar code is slower, vector code is not"),
            new Rule("UseJVMCICompiler", false, "true"::equals, PROBLEM, "another compiler stands in for C2"));

    private final Jvm jvm;
    private final boolean x86;

    /**
     * Of a JVM.
     *
     * @param jvm which
     * @param arch the processor's architecture, as Java calls it
     */
    JvmFindings(Jvm jvm, String arch) {
        this.jvm = jvm;
        x86 = arch.equals("amd64") || arch.equals("x86_64");
    }

    /** The flags that are asked for. */
    static List<String> flagNames() {
        return RULES.stream().map(Rule::name).distinct().toList();
    }

    private static Predicate<String> below(int limit) {
        return value -> {
            try {
                return Integer.parseInt(value) < limit;
            } catch (NumberFormatException _) {
                return false;
            }
        };
    }

    /** Whether vector code can be compiled at all. */
    boolean canCompileVectors() {
        return jvm.vectorModule()
                && !jvm.mode().contains("interpreted mode")
                && !jvm.mode().contains("emulated-client");
    }

    List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.addAll(flags());
        findings.add(memory());
        return findings;
    }

    private Finding java() {
        String text = "Java " + jvm.version() + ", " + jvm.name() + ", " + jvm.vendor() + "; " + jvm.mode();
        if (!jvm.vectorModule()) {
            return Finding.problem(
                    "java",
                    text + "; without jdk.incubator.vector, so that scalar code computes",
                    "start java with --add-modules jdk.incubator.vector");
        }
        if (!canCompileVectors()) {
            return Finding.problem(
                    "java",
                    text + "; without the compiler C2, so that scalar code computes",
                    "start java without -Xint and -XX:TieredStopAtLevel, and look into JAVA_TOOL_OPTIONS");
        }
        return Finding.ok("java", text + "; with C2 and jdk.incubator.vector");
    }

    private List<Finding> flags() {
        List<Finding> findings = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (Rule rule : RULES) {
            Jvm.Flag flag = jvm.flags().get(rule.name());
            boolean concerns = x86 || !rule.x86();
            if (flag != null
                    && flag.byUser()
                    && concerns
                    && !seen.contains(rule.name())
                    && rule.bad().test(flag.value())) {
                seen.add(rule.name());
                findings.add(found(rule, flag.value()));
            }
        }
        if (findings.isEmpty()) {
            String given = jvm.arguments().stream()
                    .filter(argument -> argument.startsWith("-X") && !argument.startsWith("-Xlog"))
                    .reduce((one, another) -> one + " " + another)
                    .orElse("none");
            findings.add(Finding.ok("flags", "none that slows vectors down; given: " + given));
        }
        return findings;
    }

    private static Finding found(Rule rule, String value) {
        String option = switch (value) {
            case "true" -> "+" + rule.name();
            case "false" -> "-" + rule.name();
            default -> rule.name() + "=" + value;
        };
        String text = "-XX:" + option + ": " + rule.effect();
        String change = "leave it out, or look into JAVA_TOOL_OPTIONS";
        return new Finding(rule.status(), "flags", text, change, Map.of());
    }

    /** Nothing here can be wrong: weights lie outside of the heap, and steps allocate nothing. */
    private Finding memory() {
        return Finding.ok(
                "memory",
                String.format(
                        Locale.ROOT,
                        "heap up to %.1f GiB, collected by %s; weights lie outside of it",
                        jvm.maxHeapBytes() / BYTES_PER_GIB,
                        jvm.collectors().stream()
                                .map(name -> name.split(" ", -1)[0])
                                .distinct()
                                .collect(Collectors.joining(", "))));
    }
}
