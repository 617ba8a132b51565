using System.Net;
using System.Net.Http.Headers;

namespace CollabLLM.Cli.Downloads;

/// <summary>
/// Brings the bytes of an address into a <see cref="PartFile"/>, going on where an earlier attempt broke off if the server can and the
/// file there is still the same.
/// </summary>
/// <param name="freeBytes">Free space of the disk that holds a folder.</param>
/// <param name="progress">Told what is here, and of how much; null when the server does not say.</param>
internal sealed class Download(HttpClient http, TimeProvider time, Func<string, long> freeBytes, Action<long, long?> progress)
{
    private const int Attempts = 5;
    private const int BufferBytes = 1 << 17;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    public async Task ReceiveAsync(Uri address, PartFile part, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = part.Length;
            try
            {
                await OnceAsync(address, part, cancellationToken);
                return;
            }
            catch (BrokenDownloadException e)
            {
                // Progress earns new patience.
                if (part.Length > before) attempt = 1;
                if (attempt == Attempts) throw new CommandException(ExitCodes.Unavailable, $"{e.Message} {Kept(part)}", e);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(1 << (attempt - 1), 8)), time, cancellationToken);
            }
        }
    }

    /// <summary>What is left of an attempt that failed, for people.</summary>
    public static string Kept(PartFile part) =>
        part.Length > 0 ? $"The first {Sizes.Bytes(part.Length)} are kept; the same command goes on from there." : "Nothing was downloaded.";

    private async Task OnceAsync(Uri address, PartFile part, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var have = 0L;
        if (part.ValidatorFor(address) is { } validator)
        {
            have = part.Length;
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.TryAddWithoutValidation("If-Range", validator);
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var silence = time.CreateTimer(_ => patience.Cancel(), null, LongestSilence, Timeout.InfiniteTimeSpan);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                if (response.Content.Headers.ContentRange?.Length == have) return;
                part.Delete();
                throw new BrokenDownloadException($"{address} is shorter than what was downloaded before.");
            }
            Require(response, address);
            var range = response.Content.Headers.ContentRange;
            var resumes = response.StatusCode == HttpStatusCode.PartialContent && have > 0 && range?.From == have;
            if (response.StatusCode == HttpStatusCode.PartialContent && !resumes)
            {
                part.Delete();
                throw new BrokenDownloadException($"{address} answered with another part of the file than the one that was asked for.");
            }
            if (!resumes) have = 0;
            var total = resumes ? range!.Length : response.Content.Headers.ContentLength;
            RequireSpace(part, have, total);
            await CopyAsync(response, address, part, have, total, silence, patience.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokenDownloadException($"{address.Host} sent nothing for {LongestSilence.TotalSeconds:0} s.", e);
        }
        catch (HttpRequestException e) when (part.Length > 0 && e.StatusCode is null)
        {
            throw new BrokenDownloadException($"The connection to {address.Host} broke.", e);
        }
        catch (HttpRequestException e)
        {
            throw new CommandException(ExitCodes.Unavailable, $"{address.Authority} cannot be reached: {e.Message.TrimEnd('.')}. Nothing was downloaded.", e);
        }
    }

    private async Task CopyAsync(
        HttpResponseMessage response, Uri address, PartFile part, long have, long? total, ITimer silence, CancellationToken cancellationToken)
    {
        await using var file = Opened(part, append: have > 0);
        part.Note(address, Validator(response));
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferBytes];
        progress(have, total);
        while (await ReadAsync(body, address, buffer, cancellationToken) is > 0 and var read)
        {
            silence.Change(LongestSilence, Timeout.InfiniteTimeSpan);
            await WriteAsync(file, buffer.AsMemory(0, read), part, cancellationToken);
            have += read;
            progress(have, total);
        }
        if (total is { } all && have != all) throw new BrokenDownloadException($"{address.Host} sent {have} of {all} bytes.");
    }

    private static async Task<int> ReadAsync(Stream body, Uri address, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw new BrokenDownloadException($"The connection to {address.Host} broke.", e);
        }
    }

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, PartFile part, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(bytes, cancellationToken);
            await file.FlushAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new CommandException(ExitCodes.Unavailable, $"{part.Path} cannot be written: {e.Message} {Kept(part)}", e);
        }
    }

    private static FileStream Opened(PartFile part, bool append)
    {
        try
        {
            return part.Open(append);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Unavailable, $"{part.Path} cannot be written; is another pull writing it? {e.Message}", e);
        }
    }

    private static void Require(HttpResponseMessage response, Uri address)
    {
        if (response.IsSuccessStatusCode) return;
        var status = (int)response.StatusCode;
        if (status is 408 or 429 or >= 500) throw new BrokenDownloadException($"{address.Host} is not ready to send the file (status {status}).");
        throw new CommandException(ExitCodes.Unavailable, response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => $"There is no file at {address} (status {status}). Check the address.",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => $"{address.Host} does not give {address} to everybody (status {status}). Download it in a browser instead.",
            _ => $"{address.Host} does not send {address} (status {status}).",
        });
    }

    private void RequireSpace(PartFile part, long have, long? total)
    {
        if (total is not { } all) return;
        var folder = Path.GetDirectoryName(part.Path)!;
        // What is overwritten is free again, but only once it is.
        if (freeBytes(folder) is var free && free < all - have)
        {
            throw new CommandException(
                ExitCodes.Unavailable, $"{folder} has {Sizes.Bytes(free)} free and {Sizes.Bytes(all - have)} are needed. Make room, or name another folder with --to.");
        }
    }

    private static string? Validator(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");
}
