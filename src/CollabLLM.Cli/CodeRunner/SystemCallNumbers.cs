namespace CollabLLM.Cli.CodeRunner;

/// <summary>Numbers of Linux system calls that the filter knows, by architecture.</summary>
internal sealed record SystemCallNumbers(uint Fork, uint Clone3, uint Socket, uint Ioctl, IReadOnlyList<uint> Refused)
{
    // The same everywhere: io_uring, pidfd_getfd, open_tree … fspick, mount_setattr, memfd_secret.
    private static readonly uint[] Everywhere = [425, 426, 427, 438, 428, 429, 430, 431, 432, 433, 442, 447];

    public static SystemCallNumbers X64 { get; } = new(56, 435, 41, 16,
    [
        .. Everywhere,
        101, 310, 311, 312, // ptrace, process_vm_readv, process_vm_writev, kcmp
        319, 29, 64, 68, 240, // memfd_create, shmget, semget, msgget, mq_open: memory outside the limits
        248, 249, 250, // add_key, request_key, keyctl
        298, 321, 323, // perf_event_open, bpf, userfaultfd
        272, 308, 165, 166, 155, 161, 303, 304, // unshare, setns, mount, umount2, pivot_root, chroot, name_to_handle_at, open_by_handle_at
        103, 135, 154, 163, 167, 168, 169, 172, 173, 175, 176, 179, 246, 300, 313, 320, // syslog, personality, modify_ldt … kexec_file_load
    ]);

    public static SystemCallNumbers Arm64 { get; } = new(220, 435, 198, 29,
    [
        .. Everywhere,
        117, 270, 271, 272,
        279, 194, 190, 186, 180,
        217, 218, 219,
        241, 280, 282,
        97, 268, 40, 39, 41, 51, 264, 265,
        116, 92, 89, 224, 225, 142, 105, 106, 60, 104, 262, 273, 294,
    ]);
}
