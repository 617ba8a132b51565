using System.Runtime.Intrinsics.X86;
using CollabLLM.Training.Native;
using CollabLLM.Training.Tests.Files;
using TorchSharp;

namespace CollabLLM.Training.Tests.Native;

public sealed class NativeTorchTests
{
    [Fact]
    public void Torch_computes_on_this_machine_and_with_the_threads_it_was_given()
    {
        // Other tests run beside this one, and start libtorch with one thread, once: not between the next two lines.
        Torch.Start();
        NativeTorch.Start(2);
        Assert.Equal(2, torch.get_num_threads());
        NativeTorch.Start(1);
        Assert.Equal(1, torch.get_num_threads());
        using var scope = torch.NewDisposeScope();
        Assert.Equal(14f, torch.tensor(new float[] { 0, 1, 2, 3 }).pow(torch.tensor(2f)).sum().item<float>());
    }

    [Fact]
    public void Kernels_for_AVX512_are_taken_only_by_who_asks_for_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere libtorch decides");
        NativeTorch.Start(1);
        Assert.Equal(Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") ?? (Avx512F.IsSupported ? "avx2" : null), NativeKernels.Chosen);
    }

    /// <summary>The 600 MB of libtorch stay in the package folder.</summary>
    [Fact]
    public void Nothing_of_libtorch_is_copied_beside_the_program()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere TorchSharp wants its libraries beside the program");
        Assert.DoesNotContain(Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories), f => new FileInfo(f).Length > 20_000_000);
        Assert.Empty(Directory.EnumerateFiles(AppContext.BaseDirectory, "libtorch*", SearchOption.AllDirectories));
    }
}
