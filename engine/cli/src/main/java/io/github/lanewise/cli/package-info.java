/**
 * The {@code lanewise} command. {@link io.github.lanewise.cli.Main} starts it; {@code InfoCommand}, {@code RunCommand},
 * {@code TraceCommand} and so on are what it does.
 */
@NullMarked
package io.github.lanewise.cli;

import org.jspecify.annotations.NullMarked;
