using System.Reflection;

namespace CollabLLM.Core.Metrics.Plugins;

/// <summary>
/// Metrics that somebody wrote, from an assembly that references <c>CollabLLM.Core</c>. Found are public classes that implement <see cref="IMetric"/> and
/// have a constructor without parameters, and public static properties of <see cref="IEnumerable{T}"/> of <see cref="MetricEntry"/> for those that
/// need more. The code runs with all rights of this process.
/// </summary>
public static class MetricAssembly
{
    /// <param name="path">The <c>.dll</c>; its dependencies lie beside it.</param>
    /// <exception cref="InputException">It cannot be loaded, or holds no metric; one sentence that names the file.</exception>
    public static IReadOnlyList<MetricEntry> Load(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full)) throw new InputException($"There is no plug-in {path}.");
        try
        {
            var assembly = new PluginLoadContext(full).LoadFromAssemblyPath(full);
            List<MetricEntry> entries = [.. assembly.GetExportedTypes().SelectMany(type => Entries(type, Path.GetFileName(full)))];
            return entries.Count > 0
                ? entries
                : throw new InputException($"{path} holds no metric: no public class implements {nameof(IMetric)} and can be made without parameters.");
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException or ReflectionTypeLoadException or IOException)
        {
            throw new InputException($"{path} cannot be loaded as a plug-in: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", e);
        }
        catch (TargetInvocationException e)
        {
            throw new InputException($"A metric of {path} cannot be made: {e.InnerException!.Message.TrimEnd('.')}.", e);
        }
    }

    private static IEnumerable<MetricEntry> Entries(Type type, string file)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(p => typeof(IEnumerable<MetricEntry>).IsAssignableFrom(p.PropertyType)))
        {
            foreach (var entry in (IEnumerable<MetricEntry>?)property.GetValue(null) ?? []) yield return entry;
        }
        if (!type.IsAbstract && typeof(IMetric).IsAssignableFrom(type) && type.GetConstructor([]) is { } make)
        {
            var metric = (IMetric)make.Invoke([]);
            yield return new(metric.Name, $"plug-in {file}", "its own", () => metric);
        }
    }
}
