package io.github.lanewise.formats.keras.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Attributes that are texts, in an object's header. */
final class Attributes {
    private Attributes() {}

    /** The text of an attribute, or null if there is none of this name. */
    static @Nullable String text(ObjectHeader header, String name) throws Hdf5Exception {
        for (Cursor message : header.all(ObjectHeader.ATTRIBUTE)) {
            String text = read(message, name);
            if (text != null) {
                return text;
            }
        }
        Cursor info = header.first(ObjectHeader.ATTRIBUTE_INFO);
        if (info != null) {
            requireCompact(info);
        }
        return null;
    }

    private static void requireCompact(Cursor info) throws Hdf5Exception {
        info.expectVersion(0);
        int flags = info.u8();
        info.skip((flags & 1) != 0 ? 2 : 0);
        if (info.i64() != Hdf5File.UNDEFINED) {
            throw info.refused(
                    "attributes in the object's header",
                    "a fractal heap of attributes; write the file with h5py's default libver");
        }
    }

    private static @Nullable String read(Cursor in, String wanted) throws Hdf5Exception {
        int version = in.u8();
        if (version < 1 || version > 3) {
            throw in.refused("an attribute of version 1 to 3", Integer.toString(version));
        }
        int flags = in.u8();
        int nameBytes = in.u16();
        int typeBytes = in.u16();
        int spaceBytes = in.u16();
        in.skip(version == 3 ? 1 : 0);
        String name = part(in, nameBytes, version).text(nameBytes);
        if (!name.equals(wanted)) {
            return null;
        }
        if (version > 1 && (flags & 3) != 0) {
            throw in.refused("attribute " + name + " with a type of its own", "a shared one");
        }
        Datatype type = Datatype.read(part(in, typeBytes, version));
        Dataspace space = Dataspace.read(part(in, spaceBytes, version));
        if (space.elements() != 1) {
            throw in.refused("attribute " + name + " with one text", space.elements() + " elements");
        }
        return switch (type.kind()) {
            case TEXT -> in.text(type.size());
            case LONG_TEXT -> longText(in);
            default -> throw in.refused("attribute " + name + " with one text", type.describe());
        };
    }

    /** The next part; in version 1 it is padded to a multiple of 8 bytes. */
    private static Cursor part(Cursor in, int bytes, int version) throws Hdf5Exception {
        long from = in.position();
        Cursor part = in.slice(bytes, "");
        if (version == 1) {
            in.align(from);
        }
        return part;
    }

    private static String longText(Cursor in) throws Hdf5Exception {
        long length = in.u32();
        long collection = in.i64();
        long index = in.u32();
        if (length == 0) {
            return "";
        }
        MemorySegment bytes = object(Cursor.at(in.file(), collection, "global heap"), index);
        if (bytes.byteSize() < length) {
            throw in.refused("a text of " + length + " bytes", Long.toString(bytes.byteSize()));
        }
        return new String(bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private static MemorySegment object(Cursor heap, long wanted) throws Hdf5Exception {
        long from = heap.position();
        heap.expectSignature("GCOL");
        heap.expectVersion(1);
        heap.skip(3);
        long size = heap.i64();
        Cursor objects = heap.slice(size - (heap.position() - from), "");
        while (objects.remaining() >= 16) {
            int index = objects.u16();
            objects.skip(2 + 4);
            long bytes = objects.i64();
            if (index == 0) {
                break;
            }
            long begin = objects.position();
            MemorySegment object = objects.segment(bytes);
            if (index == wanted) {
                return object;
            }
            objects.align(begin);
        }
        throw heap.refused("object " + wanted + " of the global heap", "none");
    }
}
