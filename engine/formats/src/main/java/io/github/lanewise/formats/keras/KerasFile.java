package io.github.lanewise.formats.keras;

import io.github.lanewise.formats.bytes.EmptyFile;
import io.github.lanewise.formats.bytes.ZipArchive;
import io.github.lanewise.formats.bytes.ZipMember;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.hdf5.Hdf5Exception;
import io.github.lanewise.formats.keras.hdf5.Hdf5File;
import io.github.lanewise.formats.keras.hdf5.Hdf5Group;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.text.Messages;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keras's files of whole models: {@code .keras}, a zip file with a config and weights in HDF5, and {@code .h5}, HDF5 with
 * the config as an attribute. A model is read if it is a chain of layers of the engine; every other layer, and every option
 * that would change the answers, is refused by name.
 *
 * @see <a href="https://keras.io/api/models/model_saving_apis/">Keras on saving models</a>
 */
public final class KerasFile {
    private static final int MAX_CONFIG = 1 << 22;
    private static final String WHOLE_MODEL = "save the whole model, with model.save(\"model.keras\")";

    private final Path path;

    private KerasFile(Path path) {
        this.path = path;
    }

    public static ModelFile read(FileContents contents) throws FormatException {
        KerasFile file = new KerasFile(contents.path());
        EmptyFile.refuse(contents.path(), contents.size(), "a Keras model");
        byte[] first = contents.bytes().asSlice(0, Math.min(8, contents.size())).toArray(ValueLayout.JAVA_BYTE);
        if (Hdf5File.isSignature(first)) {
            return file.readHdf5(contents.bytes());
        }
        if (first.length < 2 || first[0] != 'P' || first[1] != 'K') {
            throw new FormatException(
                    contents.path(),
                    "",
                    "a Keras file: HDF5, or a zip file",
                    "one that begins as neither does",
                    "the file is damaged; get it again");
        }
        return file.readZip(ZipArchive.open(contents));
    }

    private ModelFile readZip(ZipArchive zip) throws FormatException {
        String config = text(zip, "config.json");
        ConfigObject metadata = ConfigObject.parse(path, "metadata.json", text(zip, "metadata.json"));
        String version = metadata.given("keras_version") ? metadata.string("keras_version") : null;
        Hdf5Group root = root(bytes(zip, "model.weights.h5", Long.MAX_VALUE));
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
                                ? "no model_config; the file has weights only, of " + Messages.list(root.members())
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

    private String text(ZipArchive zip, String name) throws FormatException {
        return new String(bytes(zip, name, MAX_CONFIG).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private MemorySegment bytes(ZipArchive zip, String name, long most) throws FormatException {
        ZipMember member = zip.member(name);
        if (member == null) {
            throw new FormatException(path, "", "a member " + name + " of the zip file", "none", WHOLE_MODEL);
        }
        return member.bytes(most);
    }
}
