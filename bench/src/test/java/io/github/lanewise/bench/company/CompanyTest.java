package io.github.lanewise.bench.company;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each company does the work that it is named for. Lucene is there only in the profile {@code company}. */
class CompanyTest {
    private static final int ROUNDS = 300;

    static Stream<Company> companies() {
        return Companies.all().stream().filter(company -> !company.name().equals(Alone.NAME));
    }

    /** What is kept is work, and the same work each time. Interpreted and compiled, Lucene rounds its scores differently. */
    @ParameterizedTest
    @MethodSource("companies")
    void computesTheSameEachTime(Company company) throws IOException {
        int rounds = Math.min(ROUNDS, company.rounds());
        double sum = company.keep(rounds);
        assertTrue(Double.isFinite(sum) && sum != 0, company.name() + ": " + sum);
        assertEquals(sum, company.keep(rounds), 1e-6 * Math.abs(sum));
        assertNotEquals(sum, company.keep(rounds / 2), "more rounds are more work");
        assertTrue(company.rounds() >= rounds);
    }

    @Test
    void namesAreDifferentAndFound() {
        Set<String> names = new HashSet<>();
        for (Company company : Companies.all()) {
            assertTrue(names.add(company.name()));
            assertEquals(company.name(), Companies.of(company.name()).name());
        }
        assertTrue(names.containsAll(
                Set.of("alone", "heap-segments", "arenas-and-mapped-file", "other-width", "other-models")));
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Companies.of("friends"))
                .getMessage());
        assertTrue(message.startsWith("company: expected one of [alone, heap-segments, "), message);
        assertTrue(message.endsWith(", found 'friends'"), message);
    }

    @Test
    void segmentsAreWrittenAndReadPlainlyAndByVectors() {
        double expected = writtenAndRead(ROUNDS);
        assertEquals(2 * expected, new HeapSegments().keep(ROUNDS));
        assertEquals(expected, ArenasAndMappedFile.inConfinedArena(ROUNDS));
        assertEquals(expected, ArenasAndMappedFile.inSharedArena(ROUNDS));
    }

    /** The same over an array. */
    private static double writtenAndRead(int rounds) {
        int lanes = FloatVector.SPECIES_PREFERRED.length();
        float[] floats = new float[SegmentAccesses.FLOATS];
        double sum = 0;
        for (int i = 0; i < rounds; i++) {
            floats[i % 256] = i % 1000;
            sum += floats[i * 7 % 256];
            System.arraycopy(floats, i % 8 * lanes, floats, i * 3 % 8 * lanes, lanes);
        }
        return sum;
    }

    /** The file holds the floats 0, 1, 2, ..., 1023. */
    @Test
    void slicesOfAMappedFileAreRead() throws IOException {
        int lanes = FloatVector.SPECIES_PREFERRED.length();
        double expected = 0;
        for (int i = 0; i < ROUNDS; i++) {
            expected += i % 32 * 32 + i % 32;
            int at = i % 32 * 128 + i % 128;
            expected += (byte) (Float.floatToRawIntBits((float) (at >> 2)) >> (littleEndian(at) * 8));
            expected += i % 8 * lanes;
        }
        assertEquals(expected, ArenasAndMappedFile.overMappedFile(ROUNDS));
        assertEquals(
                2 * writtenAndRead(ROUNDS) + expected, new ArenasAndMappedFile().keep(ROUNDS), "all three are kept");
    }

    private static int littleEndian(int at) {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? at % 4 : 3 - at % 4;
    }

    /** Every backend gives the same bits, so the scalar one's sum tells that the models were really run. */
    @Test
    void theEnginesOwnCompanyIsTheEngine() {
        assertEquals(OtherWidth.keep(Backend.SCALAR, ROUNDS), new OtherWidth().keep(ROUNDS));
        assertEquals(OtherModels.keep(Backend.SCALAR, ROUNDS), new OtherModels().keep(ROUNDS));
    }

    @Test
    void anotherWidthIsAnother() {
        Backend other = OtherWidth.other(Backend.AUTO, Backend.available());
        assertNotEquals(Backend.AUTO.describe(), other.describe());
        List<Backend> all = List.of(Backend.SCALAR, Backend.VECTOR_128);
        assertEquals(Backend.SCALAR, OtherWidth.other(Backend.VECTOR_128, all));
        assertEquals(Backend.VECTOR_128, OtherWidth.other(Backend.SCALAR, all));
        List<Backend> scalarOnly = List.of(Backend.SCALAR);
        assertThrows(IllegalStateException.class, () -> OtherWidth.other(Backend.SCALAR, scalarOnly));
    }
}
