package io.github.lanewise.cli.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes pixels as a PNG file (W3C, Portable Network Graphics): red, green and blue in 8 bits each, not interlaced. */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte BITS = 8;
    private static final byte RED_GREEN_BLUE = 2;
    private static final byte UNIT_METRE = 1;

    /** Of a row: bytes are differences to the row above. Pictures of fields and letters have many rows that are as the one above. */
    private static final byte FILTER_UP = 2;

    private Png() {}

    /**
     * The file.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param pixels 0xrrggbb, row by row, at least width times height
     * @param pixelsPerMetre how large it is on paper
     */
    static byte[] encode(int width, int height, int[] pixels, int pixelsPerMetre) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        // Then the only methods of compression and of filtering that there are, and no interlacing.
        chunk(out, "IHDR", header.put(BITS).put(RED_GREEN_BLUE).array());
        ByteBuffer density = ByteBuffer.allocate(9).putInt(pixelsPerMetre).putInt(pixelsPerMetre);
        chunk(out, "pHYs", density.put(UNIT_METRE).array());
        chunk(out, "IDAT", compressed(width, height, pixels));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /** The length of the data, the chunk's type, the data, and a checksum of type and data. */
    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(data);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) checksum.getValue())
                .array());
    }

    private static byte[] compressed(int width, int height, int[] pixels) {
        try (Deflater deflater = new Deflater()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] block = new byte[1 << 14];
            for (int row = 0; row < height; row++) {
                deflater.setInput(filtered(width, row, pixels));
                while (!deflater.needsInput()) {
                    out.write(block, 0, deflater.deflate(block));
                }
            }
            deflater.finish();
            while (!deflater.finished()) {
                out.write(block, 0, deflater.deflate(block));
            }
            return out.toByteArray();
        }
    }

    private static byte[] filtered(int width, int row, int[] pixels) {
        byte[] bytes = new byte[1 + 3 * width];
        bytes[0] = FILTER_UP;
        for (int column = 0; column < width; column++) {
            int pixel = pixels[row * width + column];
            int above = row == 0 ? 0 : pixels[(row - 1) * width + column];
            bytes[3 * column + 1] = (byte) ((pixel >> 16) - (above >> 16));
            bytes[3 * column + 2] = (byte) ((pixel >> 8) - (above >> 8));
            bytes[3 * column + 3] = (byte) (pixel - above);
        }
        return bytes;
    }
}
