using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Testing.SageMaker;

/// <summary>
/// Answers like SageMaker and CloudWatch Logs for training jobs. What a job prints and how it ends is the test's to say. Use it
/// as the answer of a <see cref="Receiver"/>.
/// </summary>
public sealed class FakeSageMaker
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _jobs = [];
    private readonly Dictionary<string, List<string>> _lines = [];

    /// <summary>What a job was asked for with; null for none.</summary>
    public JsonObject? Job(string name)
    {
        lock (_gate)
        {
            return _jobs.GetValueOrDefault(name)?.DeepClone().AsObject();
        }
    }

    /// <summary>Lets a job print lines.</summary>
    public void Print(string name, params string[] lines)
    {
        lock (_gate)
        {
            _lines[name].AddRange(lines);
        }
    }

    /// <summary>Lets a job end.</summary>
    public void End(string name, string status, string? reason = null)
    {
        lock (_gate)
        {
            _jobs[name]["TrainingJobStatus"] = status;
            _jobs[name]["FailureReason"] = reason;
            _jobs[name]["TrainingEndTime"] = 1_700_000_100.5;
        }
    }

    public ReceiverAnswer Answer(ReceivedRequest request)
    {
        if (request.Header("Authorization")?.StartsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/", StringComparison.Ordinal) != true
            || request.Header("X-Amz-Date") is null)
        {
            return Problem(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        }

        var body = JsonSerializer.Deserialize<JsonObject>(request.Body)!;
        lock (_gate)
        {
            var name = (string?)body["TrainingJobName"] ?? "";
            return request.Header("X-Amz-Target") switch
            {
                "SageMaker.CreateTrainingJob" => Create(name, body),
                "SageMaker.DescribeTrainingJob" => _jobs.TryGetValue(name, out var job)
                    ? Ok(job) : Problem(400, "ValidationException", "Requested resource not found."),
                "SageMaker.StopTrainingJob" => Stop(name),
                "SageMaker.ListTrainingJobs" => Ok(new JsonObject
                {
                    ["TrainingJobSummaries"] = new JsonArray([.. _jobs.Where(one => (string?)one.Value["TrainingJobStatus"] == "InProgress")
                        .Select(one => new JsonObject { ["TrainingJobName"] = one.Key, ["TrainingJobArn"] = $"arn:{one.Key}" })]),
                }),
                "SageMaker.ListTags" => Ok(new JsonObject { ["Tags"] = _jobs[((string)body["ResourceArn"]!)[4..]]["Tags"]!.DeepClone() }),
                "Logs_20140328.DescribeLogStreams" => Ok(new JsonObject
                {
                    ["logStreams"] = new JsonArray(new JsonObject { ["logStreamName"] = $"{(string)body["logStreamNamePrefix"]!}algo-1-1700000000" }),
                }),
                "Logs_20140328.GetLogEvents" => Events(body),
                _ => Problem(400, "UnknownOperationException", "?"),
            };
        }
    }

    private static ReceiverAnswer Ok(JsonObject body) => new(200, body.ToJsonString());

    private static ReceiverAnswer Problem(int status, string type, string message) =>
        new(status, new JsonObject { ["__type"] = $"com.amazonaws.sagemaker#{type}", ["message"] = message }.ToJsonString());

    private ReceiverAnswer Create(string name, JsonObject body)
    {
        if (body["RoleArn"] is null)
        {
            return Problem(400, "ValidationException", "1 validation error detected: Value null at 'roleArn' failed to satisfy constraint");
        }

        if (_jobs.ContainsKey(name))
        {
            return Problem(400, "ResourceInUse", "Training job names must be unique within an AWS account and region.");
        }

        body["TrainingJobStatus"] = "InProgress";
        body["TrainingStartTime"] = 1_700_000_000.25;
        _jobs[name] = body;
        _lines[name] = [];
        return Ok(new JsonObject { ["TrainingJobArn"] = $"arn:{name}" });
    }

    private ReceiverAnswer Stop(string name)
    {
        _jobs[name]["TrainingJobStatus"] = "Stopped";
        return new ReceiverAnswer(200);
    }

    private ReceiverAnswer Events(JsonObject body)
    {
        var lines = _lines[((string)body["logStreamName"]!).Split('/')[0]];
        var from = int.Parse((string?)body["nextToken"] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        var page = lines.Skip(from).Take(2).ToArray();
        return Ok(new JsonObject
        {
            ["events"] = new JsonArray([.. page.Select(line => new JsonObject { ["message"] = line })]),
            ["nextForwardToken"] = $"{from + page.Length}",
        });
    }
}
