package io.github.lanewise.formats.torch.pickle;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A pickle's bytes, read from front to back. Nothing is allocated for bytes that are not there. */
final class PickleInput {
    private final ByteBuffer bytes;

    PickleInput(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return bytes.position();
    }

    int u8() throws PickleException {
        require(1);
        return Byte.toUnsignedInt(bytes.get());
    }

    int u16() throws PickleException {
        require(2);
        return Short.toUnsignedInt(bytes.getShort());
    }

    int i32() throws PickleException {
        require(4);
        return bytes.getInt();
    }

    long i64() throws PickleException {
        require(8);
        return bytes.getLong();
    }

    /** A float of 8 bytes, the only big-endian number of the format. */
    double f64() throws PickleException {
        return Double.longBitsToDouble(Long.reverseBytes(i64()));
    }

    /** A length of four unsigned bytes. */
    long u32() throws PickleException {
        return Integer.toUnsignedLong(i32());
    }

    byte[] take(long length) throws PickleException {
        require(length);
        byte[] taken = new byte[(int) length];
        bytes.get(taken);
        return taken;
    }

    void skip(long length) throws PickleException {
        require(length);
        bytes.position(bytes.position() + (int) length);
    }

    String utf8(long length) throws PickleException {
        byte[] taken = take(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(taken))
                    .toString();
        } catch (CharacterCodingException e) {
            // Python writes lone surrogates as UTF-8 has them not ("surrogatepass"); such a name cannot be told apart.
            throw new PickleException("text in UTF-8", "other bytes", "");
        }
    }

    String latin1(long length) throws PickleException {
        return new String(take(length), StandardCharsets.ISO_8859_1);
    }

    /** Up to the end of the line. */
    String line() throws PickleException {
        int from = bytes.position();
        while (u8() != '\n') {
            // each byte is looked at once
        }
        int length = bytes.position() - 1 - from;
        bytes.position(from);
        String line = utf8(length);
        skip(1);
        return line;
    }

    /** Two's complement, least byte first: a Long where it fits. */
    Object integer(long length) throws PickleException {
        byte[] little = take(length);
        if (little.length == 0) {
            return 0L;
        }
        byte[] big = new byte[little.length];
        for (int i = 0; i < big.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        BigInteger value = new BigInteger(big);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private void require(long length) throws PickleException {
        if (length < 0 || length > bytes.remaining()) {
            throw new PickleException(
                    Long.toUnsignedString(length) + " bytes",
                    bytes.remaining() + " up to the end",
                    "the file is cut off");
        }
    }
}
