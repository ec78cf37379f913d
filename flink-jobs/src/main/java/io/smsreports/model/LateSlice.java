package io.smsreports.model;

/**
 * A slice whose 15-minute window was already published when it came.
 *
 * @param file where its rows stood
 */
public record LateSlice(String file, RevenueSlice slice) {}
