using CollabLLM.Training.Native;

namespace CollabLLM.Training.Tests.Native;

public sealed class SymbolVersionsTests
{
    [Fact]
    public void Only_the_flag_of_the_version_asked_for_changes()
    {
        var library = File.ReadAllBytes(Library());
        var weakened = SymbolVersions.Weaken(library, "GLIBC_2.4");
        Assert.Equal(library.Length, weakened.Length);
        var changed = Enumerable.Range(0, library.Length).Where(i => library[i] != weakened[i]).ToArray();
        var place = Assert.Single(changed);
        Assert.Equal((0, 2), (library[place], weakened[place]));
        Assert.Equal(weakened, SymbolVersions.Weaken(weakened, "GLIBC_2.4"));
    }

    [Theory]
    [InlineData("GLIBC_2")]
    [InlineData("GLIBC_2.99")]
    public void A_version_that_is_not_asked_for_is_refused(string version) =>
        Assert.Contains(version, Assert.Throws<InvalidDataException>(() => SymbolVersions.Weaken(File.ReadAllBytes(Library()), version)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_library_or_half_of_one_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => SymbolVersions.Weaken("#!/bin/sh and some more text, so that a header would fit in here"u8, "X"));
        Assert.Throws<InvalidDataException>(() => SymbolVersions.Weaken(File.ReadAllBytes(Library()).AsSpan(0, 100_000), "GLIBC_2.4"));
    }

    [Fact]
    public void A_folder_that_was_named_is_the_only_one_searched()
    {
        Assert.Equal(["/somewhere"], NativeTorch.Folders("/somewhere", "package"));
        Assert.Equal(3, NativeTorch.Folders("", "package").Count);
        var refused = Assert.Throws<TrainingException>(() => NativeTorch.Find(["/somewhere"], "libtorch_cpu.so"));
        Assert.Contains("libtorch_cpu.so is not in /somewhere", refused.Message, StringComparison.Ordinal);
        Assert.Contains("COLLAB_LIBTORCH", refused.Message, StringComparison.Ordinal);
    }

    private static string Library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "ELF libraries are Linux's");
        return NativeTorch.Find(NativeTorch.Folders(null, "torchsharp/0.107.0/runtimes/linux-x64/native"), "libLibTorchSharp.so");
    }
}
