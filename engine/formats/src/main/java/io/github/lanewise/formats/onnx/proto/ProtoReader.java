package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.shape.Longs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A protobuf message on the wire: fields one after another, each a number, a type and a value. Nothing is read beyond the
 * message and nothing is copied until it is asked for.
 *
 * <p>A reader of our own, since protobuf-java is no named module, without which there is no image by jlink, and since its
 * generated classes take many times the memory of the file before anything can be checked.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT_BITS = 64;

    private final Refusals source;
    private final String what;
    private final ByteBuffer in;
    private int type;

    private ProtoReader(Refusals source, String what, ByteBuffer in) {
        this.source = source;
        this.what = what;
        this.in = in;
    }

    static ProtoReader of(Refusals source, byte[] file) {
        return new ProtoReader(source, "model", ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** The number of the next field, whose value has to be taken or skipped next; 0 at the end. */
    int next() throws FormatException {
        if (!in.hasRemaining()) {
            return 0;
        }
        long tag = varint();
        type = (int) (tag & 7);
        long number = tag >>> 3;
        if (number < 1 || number > 0x1fffffff) {
            throw refused("a field number from 1 to 2^29 - 1", Long.toString(number));
        }
        return (int) number;
    }

    /** An integer. */
    long integer() throws FormatException {
        require(VARINT);
        return varint();
    }

    /** A float. */
    float real() throws FormatException {
        require(FIXED32);
        need(Float.BYTES);
        return in.getFloat();
    }

    /** A message within this one. */
    ProtoReader message(String name) throws FormatException {
        return new ProtoReader(source, name, bytes());
    }

    /** Bytes, a window on the file. */
    ByteBuffer bytes() throws FormatException {
        require(BYTES);
        long length = varint();
        if (length < 0 || length > in.remaining()) {
            throw refused(
                    "a length of at most " + in.remaining() + ", which is what is left of the " + what,
                    Long.toUnsignedString(length));
        }
        ByteBuffer window = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + (int) length);
        return window;
    }

    String text() throws FormatException {
        ByteBuffer window = bytes();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(window).toString();
        } catch (CharacterCodingException e) {
            throw refused("UTF-8", "other bytes");
        }
    }

    /** One integer of a repeated field, or several in one packed value. */
    void integers(Longs target) throws FormatException {
        if (type != BYTES) {
            target.add(integer());
            return;
        }
        ProtoReader packed = message(what);
        while (packed.in.hasRemaining()) {
            target.add(packed.varint());
        }
    }

    /** One float of a repeated field, or several in one packed value. */
    void reals(Longs targetBits) throws FormatException {
        if (type != BYTES) {
            targetBits.add(Float.floatToRawIntBits(real()));
            return;
        }
        ByteBuffer packed = bytes();
        requireWhole(packed, Float.BYTES);
        while (packed.hasRemaining()) {
            targetBits.add(packed.getInt());
        }
    }

    /** One double of a repeated field, or several in one packed value. */
    void doubles(Longs targetBits) throws FormatException {
        if (type != BYTES) {
            require(FIXED64);
            need(Double.BYTES);
            targetBits.add(in.getLong());
            return;
        }
        ByteBuffer packed = bytes();
        requireWhole(packed, Double.BYTES);
        while (packed.hasRemaining()) {
            targetBits.add(packed.getLong());
        }
    }

    private void requireWhole(ByteBuffer packed, int size) throws FormatException {
        if (packed.remaining() % size != 0) {
            throw refused("packed values of " + size + " bytes each", packed.remaining() + " bytes");
        }
    }

    void skip() throws FormatException {
        switch (type) {
            case VARINT -> varint();
            case FIXED64 -> advance(Long.BYTES);
            case BYTES -> bytes();
            case FIXED32 -> advance(Integer.BYTES);
            default -> throw refused("a wire type of 0, 1, 2 or 5", Integer.toString(type));
        }
    }

    private void advance(int bytes) throws FormatException {
        need(bytes);
        in.position(in.position() + bytes);
    }

    private void need(int bytes) throws FormatException {
        if (in.remaining() < bytes) {
            throw refused(bytes + " more bytes", in.remaining() + " up to its end");
        }
    }

    private long varint() throws FormatException {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
            need(1);
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw refused("an integer of at most 10 bytes", "a longer one");
    }

    private void require(int expected) throws FormatException {
        if (type != expected) {
            throw refused("wire type " + expected, Integer.toString(type));
        }
    }

    private FormatException refused(String expected, String found) {
        return source.refused(what, expected, found, "the file is damaged, or no ONNX model");
    }
}
