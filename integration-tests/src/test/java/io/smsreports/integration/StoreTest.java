package io.smsreports.integration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class whose tests need an S3 server that this machine must have installed: the profile {@code
 * stores} runs them, and no other build does.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("store")
@ExtendWith(ReferenceHourExtension.class)
public @interface StoreTest {}
