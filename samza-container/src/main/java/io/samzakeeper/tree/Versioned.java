package io.samzakeeper.tree;

/**
 * A value as it was read, with the version of its znode: what a versioned write is checked against.
 */
public record Versioned<T>(T value, int version) {}
