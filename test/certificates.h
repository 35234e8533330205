// SPDX-License-Identifier: MIT
// Two certificates that nobody trusts and that outlive us, and their keys; made by openssl.
#ifndef TEST_CERTIFICATES_H
#define TEST_CERTIFICATES_H

#define SITE_PEM                                                         \
    "-----BEGIN CERTIFICATE-----\n"                                      \
    "MIIBhDCCASugAwIBAgIUF1rC8+2tnBdhtvnyFq/LB/JFKIEwCgYIKoZIzj0EAwIw\n" \
    "FzEVMBMGA1UEAwwMc2l0ZS5leGFtcGxlMCAXDTI2MTEyOTE0MzE1NFoYDzIwODEw\n" \
    "OTAxMTQzMTU0WjAXMRUwEwYDVQQDDAxzaXRlLmV4YW1wbGUwWTATBgcqhkjOPQIB\n" \
    "BggqhkjOPQMBBwNCAARPtegcP5at2cokjg5dgO2IwDYkcH6Y4uosTPuYWEiuRe8j\n" \
    "R5ql9jgW89dX1PiD0MsZRyEK5GYnh4mdpkf1Uk+6o1MwUTAdBgNVHQ4EFgQUPL1u\n" \
    "fi6LG5G4gckl7uXD5sKXEzwwHwYDVR0jBBgwFoAUPL1ufi6LG5G4gckl7uXD5sKX\n" \
    "EzwwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBG4jRbGcukQT2M\n" \
    "3vsOARls5goIS2dxXik/8e8+2ISsGwIgGngGnzyVfbE39tNtBzlDEqcOgL9W/Aj7\n" \
    "uL4wSsikIJc=\n"                                                     \
    "-----END CERTIFICATE-----\n"
#define SITE_KEY                                                         \
    "-----BEGIN PRIVATE KEY-----\n"                                      \
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgm37kwKp9evtXG+cp\n" \
    "GLcovH8Z/KzQhmqjx3dpy9jB69ChRANCAARPtegcP5at2cokjg5dgO2IwDYkcH6Y\n" \
    "4uosTPuYWEiuRe8jR5ql9jgW89dX1PiD0MsZRyEK5GYnh4mdpkf1Uk+6\n"         \
    "-----END PRIVATE KEY-----\n"
#define SITE_FINGERPRINT "2C:A7:C1:E3:FB:04:79:FB:2F:00:FC:2F:F7:04:69:68:53:3A:54:AC"
#define SITE_ENDS_MS INT64_C(3523962714000)

#define OTHER_PEM                                                        \
    "-----BEGIN CERTIFICATE-----\n"                                      \
    "MIIBhzCCAS2gAwIBAgIUDxM8k1BWOjme25XWqrdUM2W+2zIwCgYIKoZIzj0EAwIw\n" \
    "GDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTAgFw0yNjExMjkxNDMxNTRaGA8yMDgx\n" \
    "MDkwMTE0MzE1NFowGDEWMBQGA1UEAwwNb3RoZXIuZXhhbXBsZTBZMBMGByqGSM49\n" \
    "AgEGCCqGSM49AwEHA0IABKrqRoAOca1TmTHFTNphzYPszzE9V7u7LUh9W6sGpiZ1\n" \
    "0Rl8HGrzn69YEtl5qJGAXQpu1gRZipy70h52exyOQ+ajUzBRMB0GA1UdDgQWBBSi\n" \
    "lawc44f30UFPK6FJo57GZecLgTAfBgNVHSMEGDAWgBSilawc44f30UFPK6FJo57G\n" \
    "ZecLgTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCyTzlWF97V\n" \
    "ymKWdYOuZNYfm3CLUqdC/QoadTAog4lCmwIgW3jQhLN1Mcns/0OVGGnV90YCwo25\n" \
    "mEjwHCzopEl3Xbs=\n"                                                 \
    "-----END CERTIFICATE-----\n"
#define OTHER_KEY                                                        \
    "-----BEGIN PRIVATE KEY-----\n"                                      \
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmY/ru8SQlusTo9DQ\n" \
    "WWreRkB/NF18zzPLZ/ryyLV/SL+hRANCAASq6kaADnGtU5kxxUzaYc2D7M8xPVe7\n" \
    "uy1IfVurBqYmddEZfBxq85+vWBLZeaiRgF0KbtYEWYqcu9IednscjkPm\n"         \
    "-----END PRIVATE KEY-----\n"

// Of SITE_KEY, for the year 2000.
#define ENDED_PEM                                                        \
    "-----BEGIN CERTIFICATE-----\n"                                      \
    "MIIBFTCBvAIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxzaXRlLmV4YW1wbGUw\n" \
    "HhcNMDAwMTAxMDAwMDAwWhcNMDEwMTAxMDAwMDAwWjAXMRUwEwYDVQQDDAxzaXRl\n" \
    "LmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARPtegcP5at2cokjg5d\n" \
    "gO2IwDYkcH6Y4uosTPuYWEiuRe8jR5ql9jgW89dX1PiD0MsZRyEK5GYnh4mdpkf1\n" \
    "Uk+6MAoGCCqGSM49BAMCA0gAMEUCIQCnd5IkzllGxfZJBbnrQNFCRqJa2Jng60+R\n" \
    "wkQGJHWuNwIgUrtc7hwZbu/HnhpKQeKfuPN9d4nspDvHpmIsI848qpU=\n"         \
    "-----END CERTIFICATE-----\n"

#endif
