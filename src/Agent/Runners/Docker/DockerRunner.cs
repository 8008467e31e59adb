using System.Globalization;
using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Agent.Policies;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Api.Jobs;
using Slipway.Api.Queues;
using Slipway.Api.Texts;

namespace Slipway.Agent.Runners.Docker;

/// <summary>
/// Jobs as containers of Docker or podman on this host. The container's name is the attempt's: the engine gives it once.
/// A container runs only once we start it, so one that was merely created never ran.
/// </summary>
/// <param name="engine">Where they go.</param>
/// <param name="agentId">Marks ours.</param>
/// <param name="network">What they are connected to; null for what the engine does by itself.</param>
/// <param name="policy">What the owner of this host permits.</param>
/// <param name="limits">For jobs that name none.</param>
/// <param name="time">For records and limits.</param>
internal sealed class DockerRunner(
    ContainerEngine engine, string agentId, string? network, LocalPolicy policy, HostLimits limits, TimeProvider time) : IRunner
{
    /// <summary>Where a job's code lies in its container.</summary>
    public const string CodeFolder = "/slipway/work";

    private const string AgentLabel = "slipway.agent";
    private const string FenceLabel = "slipway.fence";
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UnsurePause = TimeSpan.FromSeconds(2);

    private volatile bool _lacksInit;

    /// <summary>Tells the owner of this host something; null for nobody to be told.</summary>
    public Action<string>? Say { get; init; }

    public string Name => EnumWords.Of(QueueResource.Docker);

    public async Task<IRunningJob> StartAsync(AttemptFolder folder, JobStart start, CancellationToken ct)
    {
        var patience = new StartPatience("the container engine", start, folder, time);
        try
        {
            return await patience.UntilKnownAsync(stop => StartedAsync(folder, start, patience, stop), FaultOf, ct);
        }
        catch (DockerApiException refused)
        {
            throw new StartFailedException($"the container engine refused: {ContainerEngine.MessageOf(refused)}");
        }
    }

    public async Task<IRunningJob?> AttachAsync(AttemptFolder folder, CancellationToken ct)
    {
        var spec = folder.Spec!;
        var container = await engine.PatientlyAsync(() => engine.FindAsync(folder.Name, ct), ct);
        if (container is null)
        {
            return folder.MayHaveBegun ? GoneJobOf(folder, spec) : null;
        }

        if (!IsOurs(container, spec) || await engine.PatientlyAsync(() => TakeAwayUnstartedAsync(folder, ct), ct))
        {
            return null;
        }

        var started = await engine.PatientlyAsync(() => engine.FindAsync(folder.Name, ct), ct);
        var now = await engine.PatientlyAsync(() => engine.NowAsync(ct), ct);
        return JobOf(folder, spec, container.ID, ContainerJob.RanFor(started?.State, now ?? time.GetUtcNow()));
    }

    public async Task<string?> TroubleAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AnswerPatience);
        try
        {
            await engine.NameAsync(patience.Token);
            return null;
        }
        catch (Exception e) when ((FaultOf(e) == StartFault.Away || e is OperationCanceledException) && !ct.IsCancellationRequested)
        {
            return $"the container engine does not answer: {CauseWords.Of(e)}";
        }
    }

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken ct) => engine.ListAsync(AgentLabel, agentId, ct);

    public async Task<bool> RemoveAsync(AttemptFolder folder, CancellationToken ct)
    {
        // A start that was refused because the name was another's ends here too.
        var wasThere = await engine.FindAsync(folder.Name, ct) is { } container && IsOurs(container);
        if (wasThere)
        {
            await engine.RemoveAsync(folder.Name, ct);
        }

        return wasThere;
    }

    private static StartFault FaultOf(Exception e) =>
        e is ImageNotYetException ? StartFault.Full
        : ContainerEngine.IsUnreachable(e)
        || e is DockerApiException
        {
            StatusCode: HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        }
            ? StartFault.Away
            : StartFault.Final;

    /// <summary>Looks for the container by its name and does what is still to do; may be done again after a failure at any point.</summary>
    private async Task<IRunningJob> StartedAsync(AttemptFolder folder, JobStart start, StartPatience patience, CancellationToken ct)
    {
        var spec = start.Spec;
        var arguments = DockerArguments.Read(spec.ResourceArgs, policy.AllowedArguments);
        arguments.Complete(limits);
        var image = spec.Image ?? arguments.Image
            ?? throw new StartFailedException("the job names no image: put one as 'image' into the queue's config, which its admins allow there by name.");
        if (policy.ImageRefusal(image) is { } refusal)
        {
            throw new StartFailedException(refusal);
        }

        var found = await engine.FindAsync(folder.Name, ct);
        if (found is null && patience.IsUnsure)
        {
            // It was there when its start was asked for: it may have run and is not made again.
            return GoneJobOf(folder, spec);
        }

        if (found is null)
        {
            await FetchImageAsync(image, arguments.Platform, start, patience, ct);
            await CreateAsync(folder.Name, image, arguments, start, ct);
        }

        var container = await engine.FindAsync(folder.Name, ct)
            ?? throw new StartFailedException("its container was removed before it could start.");
        if (!IsOurs(container, spec))
        {
            throw new StartFailedException($"there is a container {folder.Name} already, which is not this attempt's.");
        }

        if (!WasStarted(container) && patience.IsUnsure)
        {
            // The engine may have the first request still before it: a second one behind it would run an ended job again.
            await Task.Delay(UnsurePause, time, ct);
            container = await engine.FindAsync(folder.Name, ct) ?? container;
        }

        if (!WasStarted(container))
        {
            if (BringsCode(spec))
            {
                await CopyCodeAsync(folder, spec, ct);
            }

            if (container.HostConfig?.Init == true && !await engine.HasProgramAsync(container, ct))
            {
                // An init would start and fail to find it. Without one the engine says what is wrong, and nothing ran.
                await CreateAnewWithoutInitAsync(folder, image, arguments, start, ct);
            }

            patience.Commit();
            await StartAsync(folder, container, image, arguments, start, patience, ct);
            container = await engine.FindAsync(folder.Name, ct) ?? container;
        }

        return JobOf(folder, spec, container.ID, TimeSpan.Zero);
    }

    /// <summary>With a first process of the engine's, that hears signals and buries who is left; without one where the engine has none.</summary>
    private async Task CreateAsync(string name, string image, DockerArguments arguments, JobStart start, CancellationToken ct)
    {
        var container = Container(name, image, arguments, start);
        try
        {
            await engine.TryCreateAsync(container, ct);
        }
        catch (DockerApiException e) when (container.HostConfig?.Init == true && ContainerEngine.LacksInit(e))
        {
            LacksInit(e);
            await engine.TryCreateAsync(Container(name, image, arguments, start), ct);
        }
    }

    private async Task StartAsync(
        AttemptFolder folder, ContainerInspectResponse container, string image, DockerArguments arguments, JobStart start, StartPatience patience,
        CancellationToken ct)
    {
        try
        {
            await engine.StartAsync(folder.Name, ct);
        }
        catch (DockerApiException e) when (container.HostConfig?.Init == true && ContainerEngine.LacksInit(e))
        {
            LacksInit(e);

            // Refused: so it has not begun, and may be made anew.
            folder.MayHaveBegun = false;
            await CreateAnewWithoutInitAsync(folder, image, arguments, start, ct);
            patience.Commit();
            await engine.StartAsync(folder.Name, ct);
        }
    }

    /// <summary>It never ran: made anew it is the same.</summary>
    private async Task CreateAnewWithoutInitAsync(AttemptFolder folder, string image, DockerArguments arguments, JobStart start, CancellationToken ct)
    {
        arguments.Host.Init = false;
        await engine.RemoveAsync(folder.Name, ct);
        await engine.TryCreateAsync(Container(folder.Name, image, arguments, start), ct);
        if (BringsCode(start.Spec))
        {
            await CopyCodeAsync(folder, start.Spec, ct);
        }
    }

    private void LacksInit(DockerApiException refused)
    {
        if (!_lacksInit)
        {
            _lacksInit = true;
            Say?.Invoke($"the container engine has no init ({ContainerEngine.MessageOf(refused)}), so containers run without: a job that is a program without a handler of its own does not hear when it is asked to end. Install catatonit (podman) or docker-init.");
        }
    }

    private async Task FetchImageAsync(string image, string? platform, JobStart start, StartPatience patience, CancellationToken ct)
    {
        using var inTime = CancellationTokenSource.CreateLinkedTokenSource(ct);
        inTime.CancelAfter(patience.Left);
        start.Waits?.Invoke($"the image {image} is fetched.");
        try
        {
            await engine.EnsureImageAsync(image, platform, inTime.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new StartTimeoutException(patience.Words ?? $"the image {image} was still being fetched.");
        }
    }

    private CreateContainerParameters Container(string name, string image, DockerArguments arguments, JobStart start)
    {
        var spec = start.Spec;
        var host = arguments.Host;
        host.NetworkMode = host.NetworkMode is { Length: > 0 } given ? given : network ?? "";
        host.Init = host.Init == true && !_lacksInit;
        host.CapDrop = ["ALL"];
        host.SecurityOpt = ["no-new-privileges"];

        // The one kind of log that both engines can read back byte for byte.
        host.LogConfig = new LogConfig { Type = "json-file", Config = new Dictionary<string, string>() };
        host.RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.No };
        var container = new CreateContainerParameters
        {
            Name = name,
            Platform = arguments.Platform,
            Image = image,
            User = arguments.User ?? "",
            WorkingDir = arguments.WorkFolder ?? (BringsCode(spec) ? CodeFolder : ""),

            // Ours last, so that nothing stands in for it.
            Env = [.. arguments.Environment, .. start.Environment.Select(one => $"{one.Key}={one.Value}")],
            Labels = new Dictionary<string, string>
            {
                [AgentLabel] = agentId,
                ["slipway.item"] = spec.Item,
                ["slipway.attempt"] = spec.Attempt.ToString(CultureInfo.InvariantCulture),
                [FenceLabel] = spec.Fence.ToString(CultureInfo.InvariantCulture),
            },
            HostConfig = host,
        };
        var command = spec.Command.Count > 0 ? spec.Command : arguments.Command;
        if (command.Count > 0 && BringsCode(spec))
        {
            // Code is run as it says; what the image would run is not asked.
            container.Entrypoint = [.. command];
            container.Cmd = [];
        }
        else if (command.Count > 0)
        {
            container.Cmd = [.. command];
        }

        return container;
    }

    private async Task CopyCodeAsync(AttemptFolder folder, AttemptSpecBody spec, CancellationToken ct)
    {
        await using var archive = CodeArchive.Pack(
            folder.WorkFolder, CodeFolder, spec.Command.Count > 0 ? spec.Command[0] : null, Path.Combine(folder.FullPath, "code.tar"));
        await engine.ExtractAsync(folder.Name, archive, ct);
    }

    /// <summary>
    /// Removes a container that was not started, so that it cannot start any more; one that starts meanwhile is refused. False
    /// when it was started.
    /// </summary>
    private async Task<bool> TakeAwayUnstartedAsync(AttemptFolder folder, CancellationToken ct)
    {
        if (await engine.FindAsync(folder.Name, ct) is not { } container || WasStarted(container))
        {
            return false;
        }

        await engine.RemoveAsync(folder.Name, kills: false, ct);
        folder.MayHaveBegun = false;
        return true;
    }

    private WatchedJob JobOf(AttemptFolder folder, AttemptSpecBody spec, string id, TimeSpan ranFor) =>
        new(folder, spec, new ContainerJob(engine, folder.Name, id, ranFor, time), startsWithin: null, time);

    /// <summary>One whose container is not there: watched, it is found removed as soon as that is certain.</summary>
    private WatchedJob GoneJobOf(AttemptFolder folder, AttemptSpecBody spec) => JobOf(folder, spec, folder.Name, TimeSpan.Zero);

    private bool IsOurs(ContainerInspectResponse container) =>
        container.Config?.Labels is { } labels && labels.TryGetValue(AgentLabel, out var agent) && agent == agentId;

    private bool IsOurs(ContainerInspectResponse container, AttemptSpecBody spec) =>
        IsOurs(container)
        && container.Config!.Labels.TryGetValue(FenceLabel, out var fence) && fence == spec.Fence.ToString(CultureInfo.InvariantCulture);

    private static bool WasStarted(ContainerInspectResponse container) =>
        container.State?.Status is not ("created" or "configured" or "initialized");

    private static bool BringsCode(AttemptSpecBody spec) => spec.SourceType is JobSources.Artifact or JobSources.Repo;
}
