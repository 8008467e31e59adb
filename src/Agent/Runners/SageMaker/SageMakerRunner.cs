using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Agent.Policies;
using Slipway.Agent.Spool;
using Slipway.Api.Agents;
using Slipway.Api.Queues;
using Slipway.Api.Texts;

namespace Slipway.Agent.Runners.SageMaker;

/// <summary>Jobs as training jobs of AWS SageMaker. The training job's name is the attempt's: AWS gives it once, for ever.</summary>
/// <param name="sageMaker">The service.</param>
/// <param name="logs">CloudWatch Logs.</param>
/// <param name="agentId">Marks ours.</param>
/// <param name="policy">What the owner of this agent permits.</param>
/// <param name="lookEvery">How often AWS is asked.</param>
/// <param name="time">For records and limits.</param>
internal sealed class SageMakerRunner(
    AwsApi sageMaker, AwsApi logs, string agentId, LocalPolicy policy, TimeSpan lookEvery, TimeProvider time) : IRunner
{
    private const string AgentTag = "slipway-agent";
    private const string FenceVariable = "SLIPWAY_FENCE";

    public string Name => EnumWords.Of(QueueResource.SageMaker);

    public async Task<IRunningJob> StartAsync(AttemptFolder folder, JobStart start, CancellationToken ct)
    {
        var patience = new StartPatience("SageMaker", start, folder, time);
        var request = Request(folder.Name, start);
        try
        {
            await patience.UntilKnownAsync(
                stop =>
                {
                    patience.Commit();
                    return sageMaker.CallAsync("CreateTrainingJob", request.DeepClone().AsObject(), stop);
                },
                e => AwsApi.IsPassing(e) ? StartFault.Away : StartFault.Final,
                ct);
        }
        catch (AwsRefusedException e) when (e.Code is "ResourceInUse" or "ResourceInUseException" or "AlreadyExists")
        {
            // Started before: it is taken up again.
        }
        catch (AwsRefusedException e)
        {
            throw new StartFailedException($"SageMaker refused: {e.Message}");
        }

        return await AttachAsync(folder, ct)
            ?? throw new StartFailedException($"there is a training job {folder.Name} already, which is not this attempt's.");
    }

    public async Task<IRunningJob?> AttachAsync(AttemptFolder folder, CancellationToken ct)
    {
        var spec = folder.Spec!;
        if (await FindAsync(folder.Name, ct) is not { } job
            || (string?)job["Environment"]?[FenceVariable] != spec.Fence.ToString(CultureInfo.InvariantCulture))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var started = TrainingJob.TimeOf(job["TrainingStartTime"]);
        var ranFor = started < now ? now - started.Value : TimeSpan.Zero;
        return new WatchedJob(folder, spec, new TrainingJob(sageMaker, logs, folder.Name, ranFor, lookEvery, time), startsWithin: null, time);
    }

    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken ct)
    {
        var names = new List<string>();
        var request = new JsonObject { ["NameContains"] = "slipway-", ["StatusEquals"] = "InProgress" };
        while (true)
        {
            var page = await sageMaker.PatientlyAsync("ListTrainingJobs", request, ct);
            foreach (var one in (page["TrainingJobSummaries"] as JsonArray ?? []).OfType<JsonObject>())
            {
                var tags = await sageMaker.PatientlyAsync("ListTags", new JsonObject { ["ResourceArn"] = (string?)one["TrainingJobArn"] }, ct);
                if ((tags["Tags"] as JsonArray ?? []).Any(tag => (string?)tag?["Key"] == AgentTag && (string?)tag["Value"] == agentId))
                {
                    names.Add((string)one["TrainingJobName"]!);
                }
            }

            if ((string?)page["NextToken"] is not { } next)
            {
                return names;
            }

            request["NextToken"] = next;
        }
    }

    /// <summary>AWS keeps the record of a training job: it is stopped, and stays listed there as ended.</summary>
    public async Task<bool> RemoveAsync(AttemptFolder folder, CancellationToken ct)
    {
        var wasThere = (await ListAsync(ct)).Contains(folder.Name);
        if (wasThere)
        {
            await new TrainingJob(sageMaker, logs, folder.Name, TimeSpan.Zero, lookEvery, time).StopAsync(TimeSpan.Zero, ct);
        }

        return wasThere;
    }

    private async Task<JsonObject?> FindAsync(string name, CancellationToken ct)
    {
        try
        {
            return await sageMaker.PatientlyAsync("DescribeTrainingJob", new JsonObject { ["TrainingJobName"] = name }, ct);
        }
        catch (AwsRefusedException e) when (e.Code is "ValidationException" or "ResourceNotFound")
        {
            return null;
        }
    }

    private JsonObject Request(string name, JobStart start)
    {
        var spec = start.Spec;
        var request = spec.ResourceArgs is { ValueKind: JsonValueKind.Object } given
            ? JsonNode.Parse(given.GetRawText())!.AsObject()
            : throw new StartFailedException("the queue's config is no training job.");
        var algorithm = request["AlgorithmSpecification"] as JsonObject ?? new JsonObject();
        if (spec.Image is { } image)
        {
            if (policy.ImageRefusal(image) is { } refusal)
            {
                throw new StartFailedException(refusal);
            }

            algorithm["TrainingImage"] = image;
        }

        algorithm["TrainingInputMode"] ??= "File";
        if (spec.Command.Count > 0)
        {
            algorithm["ContainerArguments"] = new JsonArray(spec.Command.Select(word => (JsonNode?)JsonValue.Create(word)).ToArray());
        }

        request["AlgorithmSpecification"] = algorithm.Parent is null ? algorithm : algorithm.DeepClone();
        request["TrainingJobName"] = name;
        var environment = request["Environment"]?.DeepClone() as JsonObject ?? new JsonObject();
        foreach (var (variable, value) in start.Environment)
        {
            environment[variable] = value;
        }

        request["Environment"] = environment;
        var tags = request["Tags"]?.DeepClone() as JsonArray ?? new JsonArray();
        tags.Add((JsonNode)new JsonObject { ["Key"] = AgentTag, ["Value"] = agentId });
        tags.Add((JsonNode)new JsonObject { ["Key"] = "slipway-item", ["Value"] = spec.Item });
        request["Tags"] = tags;
        return request;
    }
}
