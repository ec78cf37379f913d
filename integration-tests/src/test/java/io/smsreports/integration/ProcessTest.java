package io.smsreports.integration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class whose tests start real processes, or change settings of their own one: each has a process
 * to itself, after the tests on the mini cluster.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("process")
@ExtendWith(ReferenceHourExtension.class)
public @interface ProcessTest {}
