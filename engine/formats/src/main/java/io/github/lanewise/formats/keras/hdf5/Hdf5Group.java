package io.github.lanewise.formats.keras.hdf5;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A group: named members, each a group or a dataset, and attributes. */
public final class Hdf5Group {
    private final String name;
    private final ObjectHeader header;
    private final Map<String, Long> members;

    Hdf5Group(String name, ObjectHeader header) throws Hdf5Exception {
        this.name = name;
        this.header = header;
        this.members = links(header);
    }

    private static Map<String, Long> links(ObjectHeader header) throws Hdf5Exception {
        Cursor table = header.first(ObjectHeader.SYMBOL_TABLE);
        if (table != null) {
            return SymbolTable.read(table);
        }
        Map<String, Long> links = new LinkedHashMap<>();
        Cursor info = header.first(ObjectHeader.LINK_INFO);
        if (info == null) {
            throw new Hdf5Exception(header.name(), "a group", "neither a symbol table nor links");
        }
        requireCompact(info);
        for (Cursor link : header.all(ObjectHeader.LINK)) {
            readLink(link, links);
        }
        return links;
    }

    private static void requireCompact(Cursor info) throws Hdf5Exception {
        info.expectVersion(0);
        int flags = info.u8();
        info.skip((flags & 1) != 0 ? 8 : 0);
        if (info.i64() != Hdf5File.UNDEFINED) {
            throw info.refused(
                    "links in the group's header",
                    "a fractal heap of links; write the file with h5py's default libver");
        }
    }

    private static void readLink(Cursor link, Map<String, Long> links) throws Hdf5Exception {
        link.expectVersion(1);
        int flags = link.u8();
        int type = (flags & 8) != 0 ? link.u8() : 0;
        link.skip(((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0));
        String member = link.text(link.unsigned(1 << (flags & 3)));
        if (type != 0) {
            throw link.refused("a hard link " + member, "a link of type " + type);
        }
        put(link, links, member, link.i64());
    }

    static void put(Cursor place, Map<String, Long> links, String member, long address) throws Hdf5Exception {
        if (links.putIfAbsent(member, address) != null) {
            throw place.refused("each name once", "'" + member + "' again");
        }
    }

    /**
     * Where the group stands.
     *
     * @return its path from the root, {@code /layers/lstm}
     */
    public String name() {
        return name;
    }

    /**
     * The members' names.
     *
     * @return in the file's order
     */
    public Set<String> members() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /**
     * A member that is a group.
     *
     * @param member its name
     * @return the group, or null if there is no such member or it is a dataset
     * @throws Hdf5Exception if it breaks a rule of the format
     */
    public @Nullable Hdf5Group group(String member) throws Hdf5Exception {
        ObjectHeader object = object(member);
        return object == null || object.has(ObjectHeader.LAYOUT) ? null : new Hdf5Group(path(member), object);
    }

    /**
     * A member that is a dataset.
     *
     * @param member its name
     * @return the dataset, or null if there is no such member or it is a group
     * @throws Hdf5Exception if it breaks a rule of the format
     */
    public @Nullable Hdf5Dataset dataset(String member) throws Hdf5Exception {
        ObjectHeader object = object(member);
        return object == null || !object.has(ObjectHeader.LAYOUT) ? null : Hdf5Dataset.of(object);
    }

    private @Nullable ObjectHeader object(String member) throws Hdf5Exception {
        Long address = members.get(member);
        return address == null ? null : ObjectHeader.read(header.file(), address, path(member));
    }

    private String path(String member) {
        return name.endsWith("/") ? name + member : name + "/" + member;
    }

    /**
     * An attribute that is one text.
     *
     * @param attribute its name
     * @return the text, or null if there is no such attribute
     * @throws Hdf5Exception if it is something else, or breaks a rule of the format
     */
    public @Nullable String text(String attribute) throws Hdf5Exception {
        return Attributes.text(header, attribute);
    }
}
