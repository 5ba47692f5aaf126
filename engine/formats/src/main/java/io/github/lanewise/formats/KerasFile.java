package io.github.lanewise.formats;

import io.github.lanewise.formats.hdf5.Hdf5Exception;
import io.github.lanewise.formats.hdf5.Hdf5File;
import io.github.lanewise.formats.hdf5.Hdf5Group;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Keras's files of whole models: {@code .keras}, a zip file with a config and weights in HDF5, and {@code .h5}, HDF5 with
 * the config as an attribute. A model is read if it is a chain of layers of the engine; every other layer, and every option
 * that would change the answers, is refused by name.
 *
 * @see <a href="https://keras.io/api/models/model_saving_apis/">Keras on saving models</a>
 */
final class KerasFile {
    private static final int MAX_CONFIG = 1 << 22;
    private static final int MAX_WEIGHTS = Integer.MAX_VALUE - 8;
    private static final String WHOLE_MODEL = "save the whole model, with model.save(\"model.keras\")";

    private final Path path;

    private KerasFile(Path path) {
        this.path = path;
    }

    static ModelFile read(Path path) throws IOException {
        try (InputFile file = InputFile.open(path)) {
            EmptyFile.refuse(path, file.size(), "a Keras model");
            byte[] first = file.bytes((int) Math.min(8, file.size()), "beginning");
            if (Hdf5File.isSignature(first)) {
                // Read again from its beginning: offsets in the file count from there.
                try (InputFile whole = InputFile.open(path)) {
                    return new KerasFile(path).readHdf5(whole.segment(whole.size(), "file"));
                }
            }
        }
        try (ZipMembers zip = ZipMembers.open(path)) {
            return new KerasFile(path).readZip(zip);
        }
    }

    private ModelFile readZip(ZipMembers zip) throws IOException {
        String config = text(zip, "config.json");
        ConfigObject metadata = ConfigObject.parse(path, "metadata.json", text(zip, "metadata.json"));
        String version = metadata.given("keras_version") ? metadata.string("keras_version") : null;
        Hdf5Group root = root(MemorySegment.ofArray(bytes(zip, "model.weights.h5", MAX_WEIGHTS)));
        return KerasModel.read(
                path,
                ConfigObject.parse(path, "config.json", config),
                version,
                new Hdf5Tensors(path, root),
                true,
                "Keras " + (version == null ? "" : version + " ") + "file");
    }

    private ModelFile readHdf5(MemorySegment file) throws FormatException {
        Hdf5Group root = root(file);
        try {
            String config = root.text("model_config");
            Hdf5Group weights = root.group("model_weights");
            if (config == null || weights == null) {
                throw new FormatException(
                        path,
                        "attribute model_config",
                        "a whole Keras model: its architecture in model_config, its weights in the group model_weights",
                        config == null
                                ? "no model_config; the file has weights only, of " + Text.list(root.members())
                                : "no group model_weights",
                        WHOLE_MODEL);
            }
            String version = version(root, weights);
            return KerasModel.read(
                    path,
                    ConfigObject.parse(path, "attribute model_config", config),
                    version,
                    new Hdf5Tensors(path, weights),
                    false,
                    "Keras " + (version == null ? "" : version + " ") + "HDF5 file");
        } catch (Hdf5Exception e) {
            throw Hdf5Tensors.refusal(path, e);
        }
    }

    private static @Nullable String version(Hdf5Group root, Hdf5Group weights) throws Hdf5Exception {
        String version = root.text("keras_version");
        return version == null ? weights.text("keras_version") : version;
    }

    private Hdf5Group root(MemorySegment file) throws FormatException {
        try {
            return Hdf5File.root(file);
        } catch (Hdf5Exception e) {
            throw Hdf5Tensors.refusal(path, e);
        }
    }

    private String text(ZipMembers zip, String member) throws IOException {
        return new String(bytes(zip, member, MAX_CONFIG), StandardCharsets.UTF_8);
    }

    private byte[] bytes(ZipMembers zip, String member, int most) throws IOException {
        ZipEntry entry = zip.entry(member);
        if (entry == null) {
            throw new FormatException(path, "", "a member " + member + " of the zip file", "none", WHOLE_MODEL);
        }
        return zip.bytes(entry, most);
    }
}
