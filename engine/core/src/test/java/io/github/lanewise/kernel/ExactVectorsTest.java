package io.github.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

/**
 * The vector twins give C2 the exact class of every vector, as receiver and as argument: the rule of {@link VectorWidths}. A vector
 * whose class C2 takes from the JDK's profiles instead is boxed in some processes, too few for a test that runs the code.
 */
class ExactVectorsTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
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
                VectorElements.class
            })
    void everyVectorIsCastToItsExactClass(Class<?> twin) {
        assertEquals(Set.of(), inexactIn(twin));
    }

    /** Of each way to be inexact the fixture has one method; in the method that is as it should be, nothing is found. */
    @Test
    void eachWayToBeInexactIsFound() {
        assertEquals(
                Set.of(
                        "carriedSum: argument 2 of fma",
                        "loadedArgument: argument 1 of mul",
                        "loadedReceiver: receiver of mul",
                        "reinterpreted: receiver of or"),
                inexactIn(Fixture.class));
    }

    private static Set<String> inexactIn(Class<?> type) {
        ClassNode code = new ClassNode();
        String name = type.getName();
        try (InputStream in = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            new ClassReader(Objects.requireNonNull(in)).accept(code, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<String> found = new TreeSet<>();
        for (MethodNode method : code.methods) {
            try {
                new Analyzer<>(new Exactness(method.name, type == Fixture.class, found)).analyze(code.name, method);
            } catch (AnalyzerException e) {
                throw new IllegalStateException(method.name, e);
            }
        }
        return found;
    }

    /** A vector on the stack or in a variable: which instruction made it, and whether its class is exact there. */
    private static final class VectorValue extends BasicValue {
        /** From two places, so a loop may carry it: C2 then knows no more than what is declared. */
        static final VectorValue JOINED = new VectorValue(false, null);

        final boolean isExact;
        private final @Nullable AbstractInsnNode origin;

        VectorValue(boolean isExact, @Nullable AbstractInsnNode origin) {
            super(Type.getType(FloatVector.class));
            this.isExact = isExact;
            this.origin = origin;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof VectorValue vector
                    && isExact == vector.isExact
                    && Objects.equals(origin, vector.origin);
        }

        @Override
        public int hashCode() {
            return Objects.hash(isExact, origin);
        }
    }

    /** Follows vectors through a method and notes those that are used although their class is not exact. */
    private static final class Exactness extends BasicInterpreter {
        /** What {@code Class.cast} returned, before the compiler's own cast to what its type parameter says. */
        private static final BasicValue CAST = new BasicValue(Type.getType(Class.class));

        private final String method;
        private final boolean withoutLines;
        private final Set<String> found;

        Exactness(String method, boolean withoutLines, Set<String> found) {
            super(Opcodes.ASM9);
            this.method = method;
            this.withoutLines = withoutLines;
            this.found = found;
        }

        @Override
        public BasicValue unaryOperation(AbstractInsnNode instruction, BasicValue value) throws AnalyzerException {
            if (instruction.getOpcode() == Opcodes.CHECKCAST) {
                return value.equals(CAST) ? new VectorValue(true, instruction) : value;
            }
            return super.unaryOperation(instruction, value);
        }

        @Override
        public BasicValue naryOperation(AbstractInsnNode instruction, List<? extends BasicValue> values)
                throws AnalyzerException {
            if (!(instruction instanceof MethodInsnNode call)) {
                return super.naryOperation(instruction, values);
            }
            if (call.owner.equals("java/lang/Class") && call.name.equals("cast")) {
                return CAST;
            }
            boolean ofVectors = call.owner.startsWith("jdk/incubator/vector/") && call.owner.endsWith("Vector");
            boolean isStatic = call.getOpcode() == Opcodes.INVOKESTATIC;
            if (ofVectors) {
                note(call, isStatic, values);
            }
            if (!isVector(Type.getReturnType(call.desc))) {
                return super.naryOperation(instruction, values);
            }
            return new VectorValue(ofVectors && !isStatic && !call.name.startsWith("reinterpret"), instruction);
        }

        private void note(MethodInsnNode call, boolean isStatic, List<? extends BasicValue> values) {
            List<Type> types = new ArrayList<>();
            if (!isStatic) {
                types.add(Type.getObjectType(call.owner));
            }
            types.addAll(List.of(Type.getArgumentTypes(call.desc)));
            for (int i = 0; i < types.size(); i++) {
                if (isVector(types.get(i)) && !(values.get(i) instanceof VectorValue vector && vector.isExact)) {
                    String what = i == 0 ? "receiver" : "argument " + i;
                    found.add(method + ": " + what + " of " + call.name + (withoutLines ? "" : ", line " + line(call)));
                }
            }
        }

        private static boolean isVector(Type type) {
            return type.getSort() == Type.OBJECT
                    && type.getInternalName().startsWith("jdk/incubator/vector/")
                    && type.getInternalName().endsWith("Vector");
        }

        private static int line(AbstractInsnNode instruction) {
            for (AbstractInsnNode i = instruction; i != null; i = i.getPrevious()) {
                if (i instanceof LineNumberNode number) {
                    return number.line;
                }
            }
            return 0;
        }

        @Override
        public BasicValue merge(BasicValue one, BasicValue other) {
            if (one instanceof VectorValue && other instanceof VectorValue) {
                return one.equals(other) ? one : VectorValue.JOINED;
            }
            return super.merge(one, other);
        }
    }

    /** Code as it should not be, and as it should. */
    static final class Fixture {
        private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
        private static final Class<? extends FloatVector> FLOAT_VECTOR =
                FloatVector.zero(FLOATS).getClass();
        private static final Class<? extends IntVector> INT_VECTOR = IntVector.zero(
                        VectorSpecies.of(int.class, FLOATS.vectorShape()))
                .getClass();

        static void loadedReceiver(float[] x) {
            FloatVector.fromArray(FLOATS, x, 0).mul(2f).intoArray(x, 0);
        }

        static void loadedArgument(float[] x) {
            FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, x, 0))
                    .mul(FloatVector.fromArray(FLOATS, x, 0))
                    .intoArray(x, 0);
        }

        static void carriedSum(float[] x, int n) {
            FloatVector k = FLOAT_VECTOR.cast(FloatVector.broadcast(FLOATS, 2f));
            FloatVector sum = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, x, 0));
            for (int i = 0; i < n; i++) {
                sum = k.fma(k, sum);
            }
            FLOAT_VECTOR.cast(sum).intoArray(x, 0);
        }

        static void reinterpreted(float[] x) {
            FloatVector k = FLOAT_VECTOR.cast(FloatVector.broadcast(FLOATS, 2f));
            FLOAT_VECTOR.cast(k.reinterpretAsInts().or(1).reinterpretAsFloats()).intoArray(x, 0);
        }

        static void exact(float[] x, int n) {
            FloatVector k = FLOAT_VECTOR.cast(FloatVector.broadcast(FLOATS, 2f));
            FloatVector sum = FloatVector.fromArray(FLOATS, x, 0);
            for (int i = 0; i < n; i++) {
                sum = k.fma(k, FLOAT_VECTOR.cast(sum));
            }
            IntVector bits = INT_VECTOR.cast(FLOAT_VECTOR.cast(sum).reinterpretAsInts());
            FLOAT_VECTOR.cast(bits.or(1).reinterpretAsFloats()).intoArray(x, 0);
        }
    }
}
