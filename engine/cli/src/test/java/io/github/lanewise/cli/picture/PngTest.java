package io.github.lanewise.cli.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Files against the JDK's own reader, and their checksums, which that does not look at. */
class PngTest {
    private static final int DENSITY = 7_559;

    private static void assertReadAs(int width, int height, int[] pixels) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(Png.encode(width, height, pixels, DENSITY)));
        assertEquals(List.of(width, height), List.of(image.getWidth(), image.getHeight()));
        int[] read = image.getRGB(0, 0, width, height, null, 0, width);
        assertArrayEquals(
                pixels, Arrays.stream(read).map(pixel -> pixel & 0xffffff).toArray());
    }

    @Test
    void theJdkReadsThePixels() throws IOException {
        assertReadAs(1, 1, new int[] {0x123456});
        assertReadAs(3, 2, new int[] {0xff0000, 0x00ff00, 0x0000ff, 0x010203, 0xfefdfc, 0x808080});
    }

    @Test
    void pixelsThatCannotBeCompressed() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        assertReadAs(211, 130, random.ints(211 * 130, 0, 1 << 24).toArray());
    }

    @Test
    void chunksHaveLengthsAndChecksums() {
        ByteBuffer file = ByteBuffer.wrap(Png.encode(2, 2, new int[4], DENSITY));
        assertEquals(0x89504e470d0a1a0aL, file.getLong());
        List<String> types = new ArrayList<>();
        while (file.hasRemaining()) {
            byte[] typeAndData = new byte[Integer.BYTES + file.getInt()];
            file.get(typeAndData);
            CRC32 checksum = new CRC32();
            checksum.update(typeAndData);
            String type = new String(typeAndData, 0, Integer.BYTES, StandardCharsets.US_ASCII);
            assertEquals((int) checksum.getValue(), file.getInt(), type);
            types.add(type);
        }
        assertEquals(List.of("IHDR", "pHYs", "IDAT", "IEND"), types);
    }
}
