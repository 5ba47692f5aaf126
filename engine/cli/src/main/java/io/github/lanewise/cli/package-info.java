/**
 * The {@code lanewise} command. {@link io.github.lanewise.cli.Main} starts it; {@code InfoCommand}, {@code RunCommand} and
 * {@code VerifyCommand} are what it does.
 */
@NullMarked
package io.github.lanewise.cli;

import org.jspecify.annotations.NullMarked;
