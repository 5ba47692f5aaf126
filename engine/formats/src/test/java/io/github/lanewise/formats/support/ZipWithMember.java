package io.github.lanewise.formats.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A zip file of which one member changes: mutated archives break their checksums before anything in them is read. */
public final class ZipWithMember {
    private final Map<String, byte[]> members = new LinkedHashMap<>();
    private final String changing;

    /**
     * Reads the members.
     *
     * @param template an archive
     * @param ending of the one member's name that changes
     */
    public ZipWithMember(Path template, String ending) throws IOException {
        String found = "";
        try (ZipFile zip = new ZipFile(template.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                members.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                found = entry.getName().endsWith(ending) ? entry.getName() : found;
            }
        }
        if (found.isEmpty()) {
            throw new IOException(
                    template + ": expected a member that ends in " + ending + ", found " + members.keySet());
        }
        changing = found;
    }

    /** The archive with other bytes in the member. */
    public byte[] with(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                byte[] data = member.getKey().equals(changing) ? bytes : member.getValue();
                CRC32 crc = new CRC32();
                crc.update(data);
                ZipEntry entry = new ZipEntry(member.getKey());
                entry.setSize(data.length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(data);
            }
        }
        return out.toByteArray();
    }
}
