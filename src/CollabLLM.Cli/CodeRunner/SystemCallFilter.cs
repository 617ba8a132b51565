using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>
/// A seccomp program (classic BPF, as <c>bwrap --seccomp</c> takes it): refuses what no test needs and what would get around another limit – memory that
/// no limit counts, new namespaces, other processes' memory, sockets that a network namespace does not hold back (vsock).
/// </summary>
internal static class SystemCallFilter
{
    private const ushort Load = 0x20, JumpEqual = 0x15, JumpGreaterOrEqual = 0x35, JumpAnySet = 0x45, Return = 0x06;
    private const uint Allow = 0x7fff0000, Kill = 0x80000000, Errno = 0x00050000;
    private const uint NotPermitted = 1, NoSuchCall = 38, NoSuchFamily = 97;
    private const uint NumberAt = 0, ArchitectureAt = 4, FirstArgumentAt = 16, SecondArgumentAt = 24;
    private const uint NewNamespaces = 0x7e020080;
    private static readonly uint[] Families = [1, 2, 10, 16];
    private static readonly uint[] TerminalInput = [0x5412, 0x541c];

    /// <summary>Null on an architecture it was not written for.</summary>
    public static byte[]? ForThisMachine() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => Build(0xc000003e, 0x40000000, SystemCallNumbers.X64),
        Architecture.Arm64 => Build(0xc00000b7, null, SystemCallNumbers.Arm64),
        _ => null,
    };

    /// <param name="architecture">What the kernel calls it; any other is a program of foreign numbers, and killed.</param>
    /// <param name="foreignFrom">Numbers from here on belong to another convention (x32).</param>
    private static byte[] Build(uint architecture, uint? foreignFrom, SystemCallNumbers calls)
    {
        List<(ushort Code, byte True, byte False, uint Value)> program =
        [
            (Load, 0, 0, ArchitectureAt),
            (JumpEqual, 1, 0, architecture),
            (Return, 0, 0, Kill),
            (Load, 0, 0, NumberAt),
        ];
        if (foreignFrom is { } from) program.AddRange([(JumpGreaterOrEqual, 0, 1, from), (Return, 0, 0, Kill)]);
        foreach (var call in calls.Refused) program.AddRange([(JumpEqual, 0, 1, call), (Return, 0, 0, Errno | NotPermitted)]);
        // The C library falls back to clone, whose flags can be read here; clone3 keeps them in memory.
        program.AddRange([(JumpEqual, 0, 1, calls.Clone3), (Return, 0, 0, Errno | NoSuchCall)]);
        program.AddRange(
        [
            (JumpEqual, 0, 4, calls.Fork), (Load, 0, 0, FirstArgumentAt), (JumpAnySet, 0, 1, NewNamespaces), (Return, 0, 0, Errno | NotPermitted),
            (Return, 0, 0, Allow),
        ]);
        program.AddRange([(JumpEqual, 0, (byte)(Families.Length + 3), calls.Socket), (Load, 0, 0, FirstArgumentAt)]);
        for (var i = 0; i < Families.Length; i++) program.Add((JumpEqual, (byte)(Families.Length - i), 0, Families[i]));
        program.AddRange([(Return, 0, 0, Errno | NoSuchFamily), (Return, 0, 0, Allow)]);
        program.AddRange([(JumpEqual, 0, (byte)(TerminalInput.Length + 3), calls.Ioctl), (Load, 0, 0, SecondArgumentAt)]);
        for (var i = 0; i < TerminalInput.Length; i++) program.Add((JumpEqual, (byte)(TerminalInput.Length - i), 0, TerminalInput[i]));
        program.AddRange([(Return, 0, 0, Allow), (Return, 0, 0, Errno | NotPermitted)]);
        program.Add((Return, 0, 0, Allow));
        return Written(program);
    }

    private static byte[] Written(List<(ushort Code, byte True, byte False, uint Value)> program)
    {
        var bytes = new byte[program.Count * 8];
        foreach (var (i, (code, whenTrue, whenFalse, value)) in program.Index())
        {
            var at = bytes.AsSpan(i * 8, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(at, code);
            (at[2], at[3]) = (whenTrue, whenFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], value);
        }
        return bytes;
    }
}
