using System.Runtime.InteropServices;
using TorchSharp;

namespace CollabLLM.Training.Native;

/// <summary>
/// Loads libtorch and TorchSharp's native half before anything of TorchSharp is touched. Only on Linux: elsewhere TorchSharp finds both beside
/// the program. Looks in the folder that <c>COLLAB_LIBTORCH</c> names and nowhere else; without it beside the program, in its
/// <c>runtimes/linux-x64/native</c>, and in the NuGet folder (<c>NUGET_PACKAGES</c>, else <c>.nuget/packages</c> in the home folder).
/// </summary>
public static class NativeTorch
{
    private const string LibtorchPackage = "libtorch-cpu-linux-x64/2.10.0/runtimes/linux-x64/native";
    private const string BridgePackage = "torchsharp/0.107.0/runtimes/linux-x64/native";
    private const string Bridge = "libLibTorchSharp.so";

    // TorchSharp 0.107.0 was linked with GCC 13, so it asks for this version of libstdc++ (Debian 12 stops at 3.4.30). The one symbol behind it
    // (ios_base_library_init) is only named, never called: without it the streams are initialised as they always were. To go when
    // TorchSharp is linked with an older GCC, or when Debian 12 need not be supported any more (June 2028).
    private const string TooNew = "GLIBCXX_3.4.32";
    private static readonly Lock Gate = new();
    private static bool Loaded;

    /// <summary>Loads the libraries, once a process, and says how many threads compute. Thread-safe.</summary>
    /// <param name="threads">Threads of one operation, from 1: on a busy machine two are slower than one.</param>
    /// <exception cref="TrainingException">libtorch is not there or does not run here; the message says what to do.</exception>
    public static void Start(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        lock (Gate)
        {
            if (!Loaded && OperatingSystem.IsLinux()) Load(Environment.GetEnvironmentVariable("COLLAB_LIBTORCH"));
            Call(() => torch.set_num_threads(threads));
            Loaded = true;
        }
    }

    /// <summary>The first device with CUDA, after <see cref="Start"/>. Not tried on such a device: every libtorch that the build fetches is for processors.</summary>
    /// <exception cref="TrainingException">The libtorch that was loaded has no CUDA, or the machine has no such device; the message says what to do.</exception>
    public static torch.Device Cuda()
    {
        try
        {
            if (torch.cuda.is_available()) return torch.CUDA;
        }
        catch (Exception e) when (e is DllNotFoundException or NotSupportedException or TypeInitializationException or ExternalException)
        {
            throw new TrainingException($"CUDA does not run on this system: {e.GetBaseException().Message.ReplaceLineEndings(" ")}", e);
        }
        throw new TrainingException("There is no device with CUDA that libtorch can use: name the folder of a libtorch 2.10.0 for CUDA in COLLAB_LIBTORCH, on a machine with such a device.");
    }

    /// <summary>Folders that are searched for a library, in order.</summary>
    internal static IReadOnlyList<string> Folders(string? configured, string package)
    {
        if (!string.IsNullOrEmpty(configured)) return [configured];
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return [AppContext.BaseDirectory, Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"), Path.Combine(packages, package)];
    }

    /// <summary>The first folder that has the file.</summary>
    internal static string Find(IReadOnlyList<string> folders, string file) =>
        folders.Select(f => Path.Combine(f, file)).FirstOrDefault(File.Exists) ?? throw new TrainingException(
            $"Training needs libtorch, and {file} is not in {string.Join(", ", folders)}; build the project where it runs, or name the folder of libtorch 2.10.0 in COLLAB_LIBTORCH.");

    private static void Load(string? configured)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new TrainingException($"Training on Linux runs on x64 processors only: TorchSharp has no library for {RuntimeInformation.ProcessArchitecture}.");
        }
        var libtorch = Path.GetDirectoryName(Find(Folders(configured, LibtorchPackage), "libtorch_cpu.so"))!;
        // A folder of libtorch need not hold TorchSharp's half.
        var bridge = Find([libtorch, .. Folders(null, BridgePackage)], Bridge);
        NativeKernels.Choose();
        Call(() =>
        {
            NativeLibrary.Load(Path.Combine(libtorch, "libtorch_cpu.so"));
            // A libtorch for CUDA has a second half.
            if (Path.Combine(libtorch, "libtorch_cuda.so") is var cuda && File.Exists(cuda)) NativeLibrary.Load(cuda);
            NativeLibrary.Load(Path.Combine(libtorch, "libtorch.so"));
            LoadBridge(bridge);
        });
    }

    private static void LoadBridge(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e) when (e.Message.Contains(TooNew, StringComparison.Ordinal))
        {
            // A new folder that only this user can write: nobody else chooses what is loaded. Once loaded, the file may go.
            var folder = Directory.CreateTempSubdirectory("collab-torch-").FullName;
            try
            {
                var copy = Path.Combine(folder, Bridge);
                File.WriteAllBytes(copy, SymbolVersions.Weaken(File.ReadAllBytes(path), TooNew));
                NativeLibrary.Load(copy);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static void Call(Action load)
    {
        try
        {
            load();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or NotSupportedException or TypeInitializationException or InvalidDataException or IOException)
        {
            throw new TrainingException($"libtorch does not run on this system, which training needs: {e.GetBaseException().Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
