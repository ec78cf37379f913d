package io.smsreports.simulator.answerkey;

/** How many of a fault were asked for, and how many there are. */
public record FaultCount(long asked, long made) {}
