package io.github.lanewise.formats.keras.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages that say what a group or a dataset is, from a header of version 1 or 2 and its continuations. */
final class ObjectHeader {
    static final int DATASPACE = 0x01;
    static final int LINK_INFO = 0x02;
    static final int DATATYPE = 0x03;
    static final int LINK = 0x06;
    static final int LAYOUT = 0x08;
    static final int FILTERS = 0x0b;
    static final int ATTRIBUTE = 0x0c;
    static final int SYMBOL_TABLE = 0x11;
    static final int ATTRIBUTE_INFO = 0x15;
    private static final int CONTINUATION = 0x10;
    private static final int SHARED = 2;

    /** What continues a header is no longer than this; a header that leads back to itself stops here. */
    private static final int MAX_BLOCKS = 10_000;

    private record Message(int type, int flags, long at, long size) {}

    private final MemorySegment file;
    private final String name;
    private final List<Message> messages = new ArrayList<>();
    private final Deque<long[]> continuations = new ArrayDeque<>();

    private ObjectHeader(MemorySegment file, String name) {
        this.file = file;
        this.name = name;
    }

    static ObjectHeader read(MemorySegment file, long address, String name) throws Hdf5Exception {
        ObjectHeader header = new ObjectHeader(file, name);
        Cursor in = Cursor.at(file, address, "object header of " + name);
        int first = in.u8();
        if (first == 1) {
            header.readOld(in);
        } else if (first == 'O') {
            header.readNew(Cursor.at(file, address, "object header of " + name));
        } else {
            throw in.refused("an object header of version 1 or 2", "first byte " + first);
        }
        return header;
    }

    private void readOld(Cursor in) throws Hdf5Exception {
        in.skip(1);
        int count = in.u16();
        in.skip(4);
        long size = in.u32();
        in.skip(4);
        readOldMessages(in.slice(size, ""));
        for (int block = 0; !continuations.isEmpty(); block++) {
            Cursor more = continuation(block);
            readOldMessages(more);
        }
        // The count tells of padding that a writer left out, never of messages behind it.
        if (messages.size() > count) {
            throw in.refused(count + " messages", Integer.toString(messages.size()));
        }
    }

    private void readOldMessages(Cursor in) throws Hdf5Exception {
        while (in.remaining() >= 8) {
            int type = in.u16();
            int size = in.u16();
            int flags = in.u8();
            in.skip(3);
            add(type, flags, size, in);
        }
    }

    private void readNew(Cursor in) throws Hdf5Exception {
        in.expectSignature("OHDR");
        in.expectVersion(2);
        int flags = in.u8();
        in.skip(((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0));
        long size = in.unsigned(1 << (flags & 3));
        readNewMessages(in.slice(size, ""), flags);
        for (int block = 0; !continuations.isEmpty(); block++) {
            Cursor more = continuation(block);
            more.expectSignature("OCHK");
            readNewMessages(more.slice(more.remaining() - 4, ""), flags);
        }
    }

    private void readNewMessages(Cursor in, int headerFlags) throws Hdf5Exception {
        int order = (headerFlags & 4) != 0 ? 2 : 0;
        while (in.remaining() >= 4 + order) {
            int type = in.u8();
            int size = in.u16();
            int flags = in.u8();
            in.skip(order);
            add(type, flags, size, in);
        }
    }

    private void add(int type, int flags, int size, Cursor in) throws Hdf5Exception {
        messages.add(new Message(type, flags, in.position(), size));
        Cursor data = in.slice(size, "");
        if (type == CONTINUATION) {
            continuations.add(new long[] {data.i64(), data.i64()});
        }
    }

    private Cursor continuation(int block) throws Hdf5Exception {
        long[] range = continuations.remove();
        Cursor in = Cursor.at(file, range[0], "continued object header of " + name);
        if (block > MAX_BLOCKS || messages.size() > file.byteSize() / 4) {
            throw in.refused("an end of the object header", "ever more continuations");
        }
        return in.slice(range[1], "");
    }

    String name() {
        return name;
    }

    MemorySegment file() {
        return file;
    }

    boolean has(int type) {
        return messages.stream().anyMatch(message -> message.type == type);
    }

    /** The data of the first message of a type, or null if there is none. */
    @Nullable
    Cursor first(int type) throws Hdf5Exception {
        List<Cursor> found = all(type);
        return found.isEmpty() ? null : found.getFirst();
    }

    Cursor required(int type, String what) throws Hdf5Exception {
        Cursor found = first(type);
        if (found == null) {
            throw new Hdf5Exception(name, "a " + what, "none");
        }
        return found;
    }

    List<Cursor> all(int type) throws Hdf5Exception {
        List<Cursor> found = new ArrayList<>();
        for (Message message : messages) {
            if (message.type == type) {
                if ((message.flags & SHARED) != 0) {
                    throw new Hdf5Exception(name, "messages of its own", "a shared message of type " + type);
                }
                found.add(Cursor.at(file, message.at, "message " + type + " of " + name)
                        .slice(message.size, ""));
            }
        }
        return found;
    }
}
