using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Slipway.Agent.Runners.Docker;

/// <summary>An image cannot be had, and perhaps a moment later. The message says why.</summary>
internal sealed class ImageNotYetException(string message) : Exception(message);

/// <summary>The engine's API as we use it, the same for dockerd and podman: what they answer differently is told apart here.</summary>
internal sealed class ContainerEngine(Uri endpoint, TimeProvider time) : IDisposable
{
    /// <summary>So many refusals in a row are meant.</summary>
    public const int MaxRefusals = 30;

    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);


    private readonly DockerClient _client =
        new DockerClientBuilder().WithEndpoint(endpoint).WithTimeout(Timeout.InfiniteTimeSpan).Build();

    /// <summary>Whether an exception means that the engine was not there, rather than that it refused.</summary>
    public static bool IsUnreachable(Exception e) =>
        e is HttpRequestException or SocketException or IOException or TimeoutException;

    /// <summary>
    /// Whether the engine refused because it has no program that would be a container's first process: podman says so when a
    /// container is made, dockerd when it is started.
    /// </summary>
    public static bool LacksInit(DockerApiException refused) =>
        refused.ResponseBody is { } body
        && ((body.Contains("container-init", StringComparison.OrdinalIgnoreCase) && body.Contains("not found", StringComparison.OrdinalIgnoreCase))
            || body.Contains("catatonit", StringComparison.Ordinal)
            || body.Contains("docker-init", StringComparison.Ordinal));

    /// <summary>What the engine said, without what surrounds it.</summary>
    public static string MessageOf(DockerApiException refused)
    {
        try
        {
            using var body = JsonDocument.Parse(refused.ResponseBody ?? "");
            return body.RootElement.TryGetProperty("message", out var message) ? message.GetString()!.Trim() : refused.Message;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return refused.Message;
        }
    }

    /// <summary>Which engine it is, such as <c>Podman Engine 4.3.1</c>.</summary>
    public async Task<string> NameAsync(CancellationToken ct)
    {
        var version = await _client.System.GetVersionAsync(ct);
        return $"{version.Components?.FirstOrDefault()?.Name ?? "Docker"} {version.Version}";
    }

    /// <summary>Now by the engine's clock; null when it does not say.</summary>
    public async Task<DateTimeOffset?> NowAsync(CancellationToken ct) =>
        DateTimeOffset.TryParse(
            (await _client.System.GetSystemInfoAsync(ct)).SystemTime, System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal, out var now) ? now : null;

    /// <summary>A container; null when there is none of that name.</summary>
    public async Task<ContainerInspectResponse?> FindAsync(string name, CancellationToken ct)
    {
        try
        {
            return await _client.Containers.InspectContainerAsync(name, ct);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>False when the name is taken: a conflict to dockerd, an internal error to podman.</summary>
    public async Task<bool> TryCreateAsync(CreateContainerParameters container, CancellationToken ct)
    {
        try
        {
            await _client.Containers.CreateContainerAsync(container, ct);
            return true;
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.Conflict
            || (e.StatusCode == HttpStatusCode.InternalServerError
                && e.ResponseBody?.Contains("name is already in use", StringComparison.Ordinal) == true))
        {
            return false;
        }
    }

    /// <summary>Unpacks an archive at the container's root.</summary>
    public Task ExtractAsync(string name, Stream archive, CancellationToken ct) =>
        _client.Containers.ExtractArchiveToContainerAsync(name, new CopyToContainerParameters { Path = "/" }, archive, ct);

    /// <summary>Whether a container's program is where it may be; true where that cannot be told.</summary>
    public async Task<bool> HasProgramAsync(ContainerInspectResponse container, CancellationToken ct)
    {
        string[] places = [.. ContainerProgram.PlacesOf(container)];
        foreach (var place in places)
        {
            try
            {
                await _client.Containers.GetArchiveFromContainerAsync(container.ID, new ContainerPathStatParameters { Path = place }, true, ct);
                return true;
            }
            catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                // Perhaps at the next.
            }
            catch (Exception e) when (!IsUnreachable(e) && e is not OperationCanceledException)
            {
                // It is there, and told in words that we do not know.
                return true;
            }
        }

        return places.Length == 0;
    }

    public Task StartAsync(string name, CancellationToken ct) => _client.Containers.StartContainerAsync(name, new ContainerStartParameters(), ct);

    public Task WaitAsync(string name, CancellationToken ct) => _client.Containers.WaitContainerAsync(name, ct);

    /// <summary>Asks, and kills after the grace; does nothing when it has ended or is gone.</summary>
    public async Task StopAsync(string name, TimeSpan grace, CancellationToken ct)
    {
        try
        {
            await _client.Containers.StopContainerAsync(
                name, new ContainerStopParameters { WaitBeforeKillSeconds = (uint)Math.Ceiling(grace.TotalSeconds) }, ct);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // Gone is ended.
        }
    }

    /// <summary>Kills and removes; does nothing when there is none.</summary>
    public Task RemoveAsync(string name, CancellationToken ct) => RemoveAsync(name, kills: true, ct);

    /// <summary>The same; one that runs is refused unless it may be killed.</summary>
    public async Task RemoveAsync(string name, bool kills, CancellationToken ct)
    {
        try
        {
            await _client.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters { Force = kills, RemoveVolumes = true }, ct);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // Gone already.
        }
    }

    /// <summary>Names of all containers with a label, in whatever state.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string label, string value, CancellationToken ct)
    {
        var found = await _client.Containers.ListContainersAsync(
            new ContainersListParameters
            {
                All = true,
                Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"{label}={value}"] = true } },
            },
            ct);
        return [.. found.SelectMany(one => (one.Names ?? []).Take(1)).Select(name => name.TrimStart('/'))];
    }

    /// <summary>All that a container printed up to now, both streams in their order.</summary>
    public Task<MultiplexedStream> LogAsync(string name, CancellationToken ct) =>
        _client.Containers.GetContainerLogsAsync(
            name, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Follow = false, Timestamps = false }, ct);

    /// <summary>Sees to it that an image is on this host.</summary>
    /// <exception cref="StartFailedException">It cannot be had.</exception>
    /// <exception cref="ImageNotYetException">It cannot be had now.</exception>
    public async Task EnsureImageAsync(string image, string? platform, CancellationToken ct)
    {
        try
        {
            await _client.Images.InspectImageAsync(image, ct);
            return;
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // It is fetched.
        }

        var progress = new PullProgress();
        try
        {
            // Without a tag an engine would fetch all of them.
            var reference = image[(image.LastIndexOf('/') + 1)..].AsSpan().IndexOfAny(':', '@') >= 0 ? image : image + ":latest";
            await _client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = reference, Platform = platform }, null, progress, ct);
        }
        catch (DockerApiException e)
        {
            // Of the engines one tells what a registry said by a status, the other only in words.
            throw WhyNot(image, MessageOf(e), isForGood: e.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound);
        }

        if (progress.Error is { } error)
        {
            throw WhyNot(image, error, isForGood: false);
        }

        try
        {
            await _client.Images.InspectImageAsync(image, ct);
        }
        catch (DockerApiException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            // An engine that ends in the middle of its answer just stops talking.
            throw new IOException($"the engine broke off while it fetched the image {image}.", e);
        }
    }

    /// <summary>
    /// Calls until the engine answers. One that is busy with a container may also refuse for a moment, so a refusal counts
    /// only when it has been repeated <see cref="MaxRefusals"/> times in a row.
    /// </summary>
    public async Task<T> PatientlyAsync<T>(Func<Task<T>> call, CancellationToken ct)
    {
        var refusals = 0;
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (!ct.IsCancellationRequested && (IsUnreachable(e) || (e is DockerApiException && ++refusals < MaxRefusals)))
            {
                refusals = e is DockerApiException ? refusals : 0;
                await PauseAsync(ct);
            }
        }
    }

    public Task PauseAsync(CancellationToken ct) => Task.Delay(RetryEvery, time, ct);

    public void Dispose() => _client.Dispose();

    private static Exception WhyNot(string image, string error, bool isForGood)
    {
        var words = $"the image {image} cannot be had: {error}";
        return isForGood || RegistryWords.AreForGood(error) ? new StartFailedException(words) : new ImageNotYetException(words);
    }

    /// <summary>Heard on the spot: the usual one of .NET would come after the end.</summary>
    private sealed class PullProgress : IProgress<JSONMessage>
    {
        public string? Error { get; private set; }

        public void Report(JSONMessage value) => Error ??= value.Error?.Message;
    }
}
