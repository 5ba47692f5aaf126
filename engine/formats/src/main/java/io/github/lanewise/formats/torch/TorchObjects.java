package io.github.lanewise.formats.torch;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.torch.pickle.PickleClasses;
import io.github.lanewise.formats.torch.pickle.PickleException;
import io.github.lanewise.formats.torch.pickle.PickleGlobal;
import io.github.lanewise.formats.torch.pickle.PickleTuple;
import io.github.lanewise.formats.torch.pickle.PickleValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes and functions that a file of {@code torch.save} needs for its tensors. All others are refused by name, and
 * nothing runs: a module (an object of {@code torch.nn.modules} or of a TorchScript archive) is what it has, a map.
 */
final class TorchObjects implements PickleClasses {
    private static final String HINT =
            "nothing of it was run; save the state_dict alone: torch.save(model.state_dict(), path)";

    private static final Map<String, Dtype> STORAGES = Map.ofEntries(
            Map.entry("FloatStorage", Dtype.F32),
            Map.entry("DoubleStorage", Dtype.F64),
            Map.entry("HalfStorage", Dtype.F16),
            Map.entry("BFloat16Storage", Dtype.BF16),
            Map.entry("LongStorage", Dtype.I64),
            Map.entry("IntStorage", Dtype.I32),
            Map.entry("ShortStorage", Dtype.I16),
            Map.entry("CharStorage", Dtype.I8),
            Map.entry("ByteStorage", Dtype.U8),
            Map.entry("BoolStorage", Dtype.BOOL),
            Map.entry("ComplexFloatStorage", Dtype.C64),
            Map.entry("UntypedStorage", Dtype.U8));

    private static final Map<String, Dtype> DTYPES = Map.ofEntries(
            Map.entry("float32", Dtype.F32),
            Map.entry("float64", Dtype.F64),
            Map.entry("float16", Dtype.F16),
            Map.entry("bfloat16", Dtype.BF16),
            Map.entry("int64", Dtype.I64),
            Map.entry("int32", Dtype.I32),
            Map.entry("int16", Dtype.I16),
            Map.entry("int8", Dtype.I8),
            Map.entry("uint8", Dtype.U8),
            Map.entry("uint16", Dtype.U16),
            Map.entry("uint32", Dtype.U32),
            Map.entry("uint64", Dtype.U64),
            Map.entry("bool", Dtype.BOOL),
            Map.entry("complex64", Dtype.C64),
            Map.entry("float8_e4m3fn", Dtype.F8_E4M3),
            Map.entry("float8_e5m2", Dtype.F8_E5M2));

    private enum Function {
        /** {@code (storage, offset, size, stride, requires_grad, backward_hooks)}, and a map of metadata. */
        REBUILD_TENSOR,
        /** The same, with the dtype in the seventh place; the storage is bytes. */
        REBUILD_TYPED_TENSOR,
        /** {@code (tensor, requires_grad, backward_hooks)}. */
        REBUILD_PARAMETER,
        MAP,
        LIST,
        /** {@code (value, tag)} or {@code (value)}: TorchScript's marks of a list's type. */
        FIRST,
        TUPLE,
        DEVICE
    }

    private static final Map<String, Function> FUNCTIONS = Map.ofEntries(
            Map.entry("torch._utils._rebuild_tensor", Function.REBUILD_TENSOR),
            Map.entry("torch._utils._rebuild_tensor_v2", Function.REBUILD_TENSOR),
            Map.entry("torch._utils._rebuild_tensor_v3", Function.REBUILD_TYPED_TENSOR),
            Map.entry("torch._utils._rebuild_parameter", Function.REBUILD_PARAMETER),
            Map.entry("torch._utils._rebuild_parameter_with_state", Function.REBUILD_PARAMETER),
            Map.entry("collections.OrderedDict", Function.MAP),
            Map.entry("builtins.set", Function.LIST),
            Map.entry("__builtin__.set", Function.LIST),
            Map.entry("torch.jit._pickle.restore_type_tag", Function.FIRST),
            Map.entry("torch.jit._pickle.build_tensorlist", Function.FIRST),
            Map.entry("torch.jit._pickle.build_intlist", Function.FIRST),
            Map.entry("torch.jit._pickle.build_doublelist", Function.FIRST),
            Map.entry("torch.jit._pickle.build_boollist", Function.FIRST),
            Map.entry("torch.Size", Function.TUPLE),
            Map.entry("torch.device", Function.DEVICE));

    /** The type of a storage. */
    private record StorageType(Dtype dtype) {}

    /** A class whose objects are maps. */
    private record ModuleClass(PickleGlobal global) {}

    @Override
    public Object find(PickleGlobal global) throws PickleException {
        Function function = FUNCTIONS.get(global.toString());
        if (function != null) {
            return function;
        }
        if (global.module().equals("torch") || global.module().equals("torch.storage")) {
            Dtype storage = STORAGES.get(global.name());
            if (storage != null) {
                return new StorageType(storage);
            }
            Dtype dtype = DTYPES.get(global.name());
            if (dtype != null) {
                return dtype;
            }
        }
        if (isOfQuantization(global)) {
            return new QuantizedObject(global);
        }
        if (global.module().startsWith("torch.nn.modules.") || global.module().startsWith("__torch__")) {
            return new ModuleClass(global);
        }
        throw new PickleException("tensors and plain values", "a call for " + global, HINT);
    }

    /** What quantized tensors, and the modules that keep them packed in an object of their own, are made by. */
    private static boolean isOfQuantization(PickleGlobal global) {
        String module = global.module();
        String name = global.name();
        boolean ofTensors = module.equals("torch._utils") && name.startsWith("_rebuild_qtensor");
        boolean ofTorch = module.equals("torch")
                && (name.equals("ScriptObject")
                        || name.startsWith("per_")
                        || name.matches("QU?Int.*Storage|qu?int[0-9].*"));
        boolean ofModules = (module + ".").matches("torch\\.(ao\\.)?nn\\.(intrinsic\\.)?quantized\\..*")
                || module.startsWith("__torch__.torch.classes.quantized")
                || module.startsWith("__torch__.torch.classes.rnn");
        return ofTensors || ofTorch || ofModules;
    }

    @Override
    public @Nullable Object call(@Nullable Object callee, List<@Nullable Object> arguments) throws PickleException {
        return switch (callee) {
            case Function.REBUILD_TENSOR -> tensor(arguments, null);
            case Function.REBUILD_TYPED_TENSOR -> tensor(arguments, argument(arguments, 6, Dtype.class));
            case QuantizedObject quantized -> quantized;
            case Function.REBUILD_PARAMETER -> parameter(arguments);
            case Function.MAP -> map(arguments);
            case Function.LIST -> arguments.isEmpty() ? new ArrayList<>() : argument(arguments, 0, List.class);
            case Function.FIRST -> first(arguments);
            case Function.TUPLE -> argument(arguments, 0, PickleTuple.class);
            case Function.DEVICE -> first(arguments);
            case ModuleClass ignored -> new LinkedHashMap<@Nullable Object, @Nullable Object>();
            case null, default ->
                throw new PickleException("a call of what may be called", PickleValues.describe(callee), HINT);
        };
    }

    private static Object parameter(List<@Nullable Object> arguments) throws PickleException {
        return !arguments.isEmpty() && arguments.getFirst() instanceof QuantizedObject quantized
                ? quantized
                : argument(arguments, 0, TorchTensor.class);
    }

    private static @Nullable Object first(List<@Nullable Object> arguments) throws PickleException {
        if (arguments.isEmpty()) {
            throw new PickleException("an argument", "none", "");
        }
        return arguments.getFirst();
    }

    /** Of pairs, or of nothing. */
    private static Map<@Nullable Object, @Nullable Object> map(List<@Nullable Object> arguments)
            throws PickleException {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        if (arguments.isEmpty()) {
            return map;
        }
        for (Object pair : argument(arguments, 0, List.class)) {
            List<? extends @Nullable Object> items = switch (pair) {
                case PickleTuple tuple -> tuple.items();
                case List<?> list -> list;
                case null, default -> List.of();
            };
            if (items.size() != 2 || items.get(0) instanceof List<?> || items.get(0) instanceof Map<?, ?>) {
                throw new PickleException("pairs of keys and values", PickleValues.describe(pair), "");
            }
            map.put(items.get(0), items.get(1));
        }
        return map;
    }

    private static TorchTensor tensor(List<@Nullable Object> arguments, @Nullable Dtype dtype) throws PickleException {
        TorchStorage storage = argument(arguments, 0, TorchStorage.class);
        if (dtype != null) {
            int bytes = Math.max(1, dtype.bits() / Byte.SIZE);
            storage = new TorchStorage(storage.key(), dtype, storage.bytes() / bytes, storage.viewFrom());
        }
        return new TorchTensor(
                storage, argument(arguments, 1, Long.class), extents(arguments, 2), extents(arguments, 3));
    }

    private static long[] extents(List<@Nullable Object> arguments, int index) throws PickleException {
        List<@Nullable Object> items =
                argument(arguments, index, PickleTuple.class).items();
        long[] extents = new long[items.size()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = argument(items, i, Long.class);
        }
        return extents;
    }

    private static <T> T argument(List<@Nullable Object> arguments, int index, Class<T> type) throws PickleException {
        Object value = index < arguments.size() ? arguments.get(index) : null;
        if (!type.isInstance(value)) {
            throw new PickleException(
                    "as value " + index + " a " + type.getSimpleName(), PickleValues.describe(value), "");
        }
        return type.cast(value);
    }

    /** A module takes over its attributes; what an OrderedDict or a tensor has besides (its metadata) tells nothing here. */
    @Override
    public void build(@Nullable Object object, @Nullable Object state) throws PickleException {
        if (object instanceof TorchTensor || object instanceof QuantizedObject) {
            return;
        }
        if (!(object instanceof Map<?, ?>)) {
            throw new PickleException("an object that takes a state", PickleValues.describe(object), HINT);
        }
        if (state instanceof Map<?, ?> attributes && ((Map<?, ?>) object).isEmpty()) {
            merge((Map<?, ?>) object, attributes);
        }
    }

    @SuppressWarnings("unchecked")
    private static void merge(Map<?, ?> object, Map<?, ?> attributes) {
        if (!attributes.containsKey("_metadata")) {
            ((Map<@Nullable Object, @Nullable Object>) object).putAll(attributes);
        }
    }

    /** {@code ('storage', type, key, location, elements)}, in old files with a view: {@code (key, offset, elements)}. */
    @Override
    public Object persistent(@Nullable Object id) throws PickleException {
        List<@Nullable Object> items = id instanceof PickleTuple tuple ? tuple.items() : List.of();
        if (items.size() < 5 || !"storage".equals(items.get(0))) {
            throw new PickleException("a reference to a storage", PickleValues.describe(id), "");
        }
        if (items.get(1) instanceof QuantizedObject quantized) {
            return quantized;
        }
        Dtype dtype = argument(items, 1, StorageType.class).dtype();
        String key = argument(items, 2, String.class);
        long elements = argument(items, 4, Long.class);
        long from = 0;
        if (items.size() > 5 && items.get(5) instanceof PickleTuple view) {
            from = argument(view.items(), 1, Long.class);
            elements = argument(view.items(), 2, Long.class);
        }
        if (elements < 0 || from < 0 || elements > Long.MAX_VALUE / 64 - from) {
            throw new PickleException("a number of elements", elements + " from " + from, "");
        }
        return new TorchStorage(key, dtype, elements, from);
    }
}
