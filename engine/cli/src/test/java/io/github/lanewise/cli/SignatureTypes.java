package io.github.lanewise.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The types that a class names where its users see them. */
final class SignatureTypes {
    private final Set<Class<?>> classes = new HashSet<>();
    private final Set<TypeVariable<?>> variables = new HashSet<>();

    private SignatureTypes() {}

    /** The types of parents, fields, methods and constructors, type arguments and bounds included; no arrays. */
    static Set<Class<?>> of(Class<?> type) {
        SignatureTypes types = new SignatureTypes();
        types.addAll(type.getTypeParameters());
        types.addAll(type.getGenericInterfaces());
        if (type.getGenericSuperclass() != null) {
            types.add(type.getGenericSuperclass());
        }
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers())) {
                types.add(field.getGenericType());
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isVisible(method.getModifiers()) && !method.isSynthetic()) {
                types.add(method.getGenericReturnType());
                types.addExecutable(method);
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor.getModifiers())) {
                types.addExecutable(constructor);
            }
        }
        return types.classes;
    }

    static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private void addExecutable(Executable executable) {
        addAll(executable.getTypeParameters());
        addAll(executable.getGenericParameterTypes());
        addAll(executable.getGenericExceptionTypes());
    }

    private void addAll(Type[] types) {
        Arrays.stream(types).forEach(this::add);
    }

    private void add(Type type) {
        switch (type) {
            case Class<?> array when array.isArray() -> add(array.getComponentType());
            case Class<?> plain -> classes.add(plain);
            case GenericArrayType array -> add(array.getGenericComponentType());
            case ParameterizedType parameterized -> {
                add(parameterized.getRawType());
                addAll(parameterized.getActualTypeArguments());
            }
            case WildcardType wildcard -> {
                addAll(wildcard.getUpperBounds());
                addAll(wildcard.getLowerBounds());
            }
            case TypeVariable<?> variable -> {
                if (variables.add(variable)) {
                    addAll(variable.getBounds());
                }
            }
            default -> throw new IllegalArgumentException("expected a type of Java's, found " + type);
        }
    }
}
