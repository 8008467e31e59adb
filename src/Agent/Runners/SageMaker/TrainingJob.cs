using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Agent.Spool;

namespace Slipway.Agent.Runners.SageMaker;

/// <summary>A training job. What it prints is read from CloudWatch, which keeps lines and not bytes.</summary>
internal sealed partial class TrainingJob(AwsApi sageMaker, AwsApi logs, string name, TimeSpan ranFor, TimeSpan lookEvery, TimeProvider time)
    : IBackendJob
{
    private const string LogGroup = "/aws/sagemaker/TrainingJobs";

    public string? BackendRef => $"training job {name}";

    public Task<TimeSpan> BegunAsync(Action<string?> waits, CancellationToken ct) => Task.FromResult(ranFor);

    public async Task<JobEnd> ExitAsync(CancellationToken ct)
    {
        while (true)
        {
            var job = await sageMaker.PatientlyAsync("DescribeTrainingJob", new JsonObject { ["TrainingJobName"] = name }, ct);
            if (EndOf(job) is { } end)
            {
                return end;
            }

            await Task.Delay(lookEvery, time, ct);
        }
    }

    public async Task FollowLogAsync(string path, CancellationToken ct)
    {
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        var known = file.Seek(0, SeekOrigin.End);
        string? token = null;
        while (true)
        {
            // Looked at before the log is read: what is read after the end is all there is.
            var job = await sageMaker.PatientlyAsync("DescribeTrainingJob", new JsonObject { ["TrainingJobName"] = name }, ct);
            var isEnded = EndOf(job) is not null;
            while (await PageAsync(token, ct) is var (lines, next))
            {
                foreach (var line in lines)
                {
                    var bytes = Encoding.UTF8.GetBytes(line + "\n");
                    var skipped = (int)Math.Min(known, bytes.Length);
                    known -= skipped;
                    await file.WriteAsync(bytes.AsMemory(skipped), ct);
                }

                await file.FlushAsync(ct);
                if (next == token)
                {
                    break;
                }

                token = next;
            }

            if (isEnded)
            {
                return;
            }

            await Task.Delay(lookEvery, time, ct);
        }
    }

    /// <summary>AWS itself asks, and kills after two minutes: a grace cannot be given.</summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken ct)
    {
        try
        {
            await sageMaker.PatientlyAsync("StopTrainingJob", new JsonObject { ["TrainingJobName"] = name }, ct);
        }
        catch (AwsRefusedException)
        {
            // It has ended already.
        }
    }

    /// <summary>How it ended; null while it has not. AWS tells an exit code only in the words of its reason.</summary>
    internal JobEnd? EndOf(JsonObject job)
    {
        var reason = (string?)job["FailureReason"] ?? "";
        var end = new JobEnd { Cause = EndCause.Exited, StartedAt = TimeOf(job["TrainingStartTime"]), EndedAt = TimeOf(job["TrainingEndTime"]) ?? time.GetUtcNow() };
        return (string?)job["TrainingJobStatus"] switch
        {
            "Completed" => end with { ExitCode = 0 },
            "Stopped" => end with { Cause = EndCause.Interrupted, Message = "it was stopped in AWS." },
            "Failed" when reason.Contains("OutOfMemory", StringComparison.Ordinal) => end with { Cause = EndCause.OutOfMemory, Message = reason },
            "Failed" when ExitCode().Match(reason) is { Success: true } found =>
                end with { ExitCode = int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture), Message = reason },
            "Failed" when end.StartedAt is null => end with { Cause = EndCause.StartFailed, Message = reason },
            "Failed" => end with { Cause = EndCause.Interrupted, Message = reason },
            _ => null,
        };
    }

    /// <summary>Seconds since 1970.</summary>
    internal static DateTimeOffset? TimeOf(JsonNode? at) =>
        at is JsonValue value && value.TryGetValue<double>(out var seconds) ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;

    [GeneratedRegex(@"(?i)exit ?code:? ?(\d{1,3})\b")]
    private static partial Regex ExitCode();

    /// <summary>The next lines and where those after them begin, which is the same place at the end; null when there is no log.</summary>
    private async Task<(IReadOnlyList<string> Lines, string? Next)?> PageAsync(string? token, CancellationToken ct)
    {
        try
        {
            var streams = await logs.PatientlyAsync(
                "DescribeLogStreams", new JsonObject { ["logGroupName"] = LogGroup, ["logStreamNamePrefix"] = $"{name}/", ["limit"] = 1 }, ct);
            if ((string?)(streams["logStreams"] as JsonArray)?.FirstOrDefault()?["logStreamName"] is not { } stream)
            {
                return null;
            }

            var request = new JsonObject { ["logGroupName"] = LogGroup, ["logStreamName"] = stream, ["startFromHead"] = true };
            if (token is not null)
            {
                request["nextToken"] = token;
            }

            var page = await logs.PatientlyAsync("GetLogEvents", request, ct);
            return ([.. (page["events"] as JsonArray ?? []).Select(one => (string?)one?["message"] ?? "")], (string?)page["nextForwardToken"] ?? token);
        }
        catch (AwsRefusedException)
        {
            // No log group yet, or no right to read it: the job goes on without.
            return null;
        }
    }
}
