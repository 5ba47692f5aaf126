package io.github.lanewise.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JVMs that are none, but for the last test. */
class JvmFindingsTest {
    private static Jvm jvm(String mode, boolean vectorModule, Map<String, Jvm.Flag> flags) {
        return new Jvm(
                "25",
                "VM",
                "vendor",
                mode,
                vectorModule,
                flags,
                List.of("-Xmx1g", "-Dx"),
                List.of("G1 Young Generation", "G1 Old Generation"),
                1L << 30);
    }

    private static Jvm flag(String name, String value, boolean byUser) {
        return jvm("mixed mode", true, Map.of(name, new Jvm.Flag(value, byUser)));
    }

    private static Finding flags(Jvm jvm, String arch) {
        List<Finding> all = new JvmFindings(jvm, arch).all();
        assertEquals(3, all.size());
        return all.get(1);
    }

    @Test
    void nothingSet() {
        JvmFindings findings = new JvmFindings(jvm("mixed mode, sharing", true, Map.of()), "amd64");
        assertTrue(findings.canCompileVectors());
        assertEquals(
                List.of(
                        Finding.ok(
                                "java", "Java 25, VM, vendor; mixed mode, sharing; with C2 and jdk.incubator.vector"),
                        Finding.ok("flags", "none that slows vectors down; given: -Xmx1g"),
                        Finding.ok("memory", "heap up to 1.0 GiB, collected by G1; weights lie outside of it")),
                findings.all());
    }

    @ParameterizedTest
    @CsvSource({"interpreted mode", "'mixed mode, emulated-client'"})
    void noCompiler(String mode) {
        JvmFindings findings = new JvmFindings(jvm(mode, true, Map.of()), "amd64");
        assertFalse(findings.canCompileVectors());
        assertEquals(Finding.Status.PROBLEM, findings.all().getFirst().status());
    }

    @Test
    void noVectors() {
        JvmFindings findings = new JvmFindings(jvm("mixed mode", false, Map.of()), "amd64");
        assertFalse(findings.canCompileVectors());
        assertEquals(
                "start java with --add-modules jdk.incubator.vector",
                findings.all().getFirst().change());
    }

    @ParameterizedTest
    @CsvSource({
        "UseAVX, 1, PROBLEM, -XX:UseAVX=1: there is no fused multiply-add of vectors below AVX2",
        "UseAVX, 2, NOTE, -XX:UseAVX=2: vectors have 256 bits where the processor may have 512",
        "MaxVectorSize, 16, PROBLEM, -XX:MaxVectorSize=16: vectors have fewer than 256 bits",
        "MaxVectorSize, 32, NOTE, -XX:MaxVectorSize=32: vectors have 256 bits where the processor may have 512",
        "UseFMA, false, PROBLEM, -XX:-UseFMA: fused multiply-add is not compiled to its instruction",
        "EnableVectorSupport, false, PROBLEM, -XX:-EnableVectorSupport: C2 does not know vectors",
        "UseSuperWord, false, NOTE, '-XX:-UseSuperWord: scalar code is slower, vector code is not'"
    })
    void flagsThatSomebodySet(String name, String value, Finding.Status status, String text) {
        Finding finding = flags(flag(name, value, true), "amd64");
        assertEquals(
                new Finding(status, "flags", text, "leave it out, or look into JAVA_TOOL_OPTIONS", Map.of()), finding);
        // What the VM chose for the processor is right.
        assertEquals(Finding.Status.OK, flags(flag(name, value, false), "amd64").status());
    }

    @Test
    void whatMattersOnX86Alone() {
        assertEquals(
                Finding.Status.OK,
                flags(flag("MaxVectorSize", "16", true), "aarch64").status());
        assertEquals(
                Finding.Status.PROBLEM,
                flags(flag("UseFMA", "false", true), "aarch64").status());
        assertEquals(
                Finding.Status.OK,
                flags(flag("MaxVectorSize", "64", true), "amd64").status());
    }

    /** The flags' names are spelt as this VM spells them. */
    @Test
    void thisVm() {
        Jvm jvm = Jvm.current(JvmFindings.flagNames());
        assertTrue(jvm.flags().containsKey("TieredStopAtLevel"), jvm::toString);
        assertTrue(jvm.flags().containsKey("MaxVectorSize"), jvm::toString);
        assertTrue(jvm.flags().containsKey("UseFMA"), jvm::toString);
        assertTrue(jvm.vectorModule(), jvm::toString);
    }
}
