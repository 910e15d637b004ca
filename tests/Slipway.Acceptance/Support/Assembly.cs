using System.Runtime.Versioning;

// Each test has processes of its own that take both cores and a disk; beside another its times would say nothing.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// Signals, loop devices, strace: what is proved here is proved on Linux.
[assembly: SupportedOSPlatform("linux")]
