package io.github.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Leaves ask whatever they have to ask before the call in which calls that only count end: the rule of {@link Counted}. Behind it
 * they call no method of ours but accessors, which C2 inlines however seldom they are called. {@link Leaf#isSmall} says the truth.
 */
class CountedLeavesTest {
    private static final String OURS = "io/github/lanewise/";

    static List<Class<?>> twins() {
        return List.of(
                VectorGemv.class,
                VectorBf16Gemv.class,
                VectorInt8Gemv.class,
                VectorInt4Gemv.class,
                VectorGemm.class,
                VectorSixByHalf.class,
                VectorSixByTwo.class,
                VectorLstm.class,
                VectorSmallLstm.class,
                VectorGru.class,
                VectorElements.class);
    }

    @ParameterizedTest
    @MethodSource("twins")
    void leavesAskBeforeTheyMayEnd(Class<?> twin) throws IOException {
        Set<String> found = new TreeSet<>();
        boolean hasLeaves = false;
        for (MethodNode method : read(twin.getName()).methods) {
            boolean isBehind = false;
            for (AbstractInsnNode instruction : method.instructions) {
                if (!(instruction instanceof MethodInsnNode call) || !call.owner.startsWith(OURS)) {
                    continue;
                }
                boolean ends = call.name.equals("weights") || call.name.equals("rowsOfSums");
                if (isBehind && !ends && !isAccessor(call)) {
                    found.add(method.name + " calls " + call.name);
                }
                isBehind |= ends;
                hasLeaves |= ends;
            }
        }
        assertEquals(Set.of(), found);
        assertEquals(twin != VectorElements.class, hasLeaves); // passes have no such call
    }

    /** C2's {@code FreqInlineSize}. */
    private static final int MOST_BYTES_INLINED = 325;

    /** Passes of elements by their leaves' names, and what {@link PanelGemm} calls. */
    @ParameterizedTest
    @MethodSource("twins")
    void leavesThatC2InlinesAreCalledSmall(Class<?> twin) throws IOException {
        Set<String> small = new TreeSet<>(Set.of("unpack", "scale", "end"));
        for (Leaf leaf : Leaf.values()) {
            if (leaf.isSmall()) {
                small.add(leaf.name().replace("_", "").toLowerCase(Locale.ROOT));
            }
        }
        byte[] bytes = bytes(twin.getName());
        int leaves = 0;
        for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
            CodeAttribute code = method.findAttribute(Attributes.code()).orElse(null);
            String name = method.methodName().stringValue();
            if (code != null && !name.startsWith("<") && hasVectors(code)) {
                boolean isInlined = code.codeLength() <= MOST_BYTES_INLINED;
                assertEquals(isInlined, small.contains(name.toLowerCase(Locale.ROOT)), name);
                leaves++;
            }
        }
        assertTrue(leaves > 0);
    }

    private static boolean hasVectors(CodeAttribute code) {
        return code.elementStream()
                .anyMatch(element -> element instanceof InvokeInstruction call
                        && call.owner().asInternalName().startsWith("jdk/incubator/vector/"));
    }

    private static ClassNode read(String name) throws IOException {
        ClassNode code = new ClassNode();
        new ClassReader(bytes(name)).accept(code, ClassReader.SKIP_DEBUG);
        return code;
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in =
                CountedLeavesTest.class.getClassLoader().getResourceAsStream(name.replace('.', '/') + ".class")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    /** {@code return field}, and nothing else. */
    private static boolean isAccessor(MethodInsnNode call) throws IOException {
        for (MethodNode method : read(call.owner).methods) {
            if (method.name.equals(call.name) && method.desc.equals(call.desc)) {
                return method.instructions.size() == 3
                        && method.instructions.get(1).getOpcode() == Opcodes.GETFIELD;
            }
        }
        return false;
    }
}
