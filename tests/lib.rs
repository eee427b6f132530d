//! Rebound tested from outside; each test target beside this file is one kind of test.
