package io.github.lanewise.cli.trace;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.zip.Deflater;

/**
 * Numbers in 16 bits each, for a page: {@code low + (high - low) * q / 65534}, and 65535 for what is not finite. An error is
 * at most 1/131068 of the range. First come the upper bytes of all numbers, then the lower ones, compressed as zlib does.
 *
 * @param low the least finite number
 * @param high the greatest
 * @param text the compressed bytes in base64
 */
record PackedPlane(float low, float high, String text) {
    private static final int GREATEST = 65_534;
    private static final int NOT_FINITE = 65_535;

    static PackedPlane of(float[] values) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            if (Float.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (low > high) {
            low = 0;
            high = 0;
        }
        double unit = high > low ? GREATEST / ((double) high - low) : 0;
        byte[] bytes = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            long q = Float.isFinite(values[i]) ? Math.round((values[i] - (double) low) * unit) : NOT_FINITE;
            bytes[i] = (byte) (q >> 8);
            bytes[values.length + i] = (byte) q;
        }
        return new PackedPlane(low, high, Base64.getEncoder().encodeToString(deflate(bytes)));
    }

    private static byte[] deflate(byte[] bytes) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setInput(bytes);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] block = new byte[1 << 14];
            while (!deflater.finished()) {
                out.write(block, 0, deflater.deflate(block));
            }
            return out.toByteArray();
        }
    }
}
