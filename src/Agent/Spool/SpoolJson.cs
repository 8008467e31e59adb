using System.Text.Json.Serialization;

namespace Slipway.Agent.Spool;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ProcessMark))]
[JsonSerializable(typeof(StartPlan))]
[JsonSerializable(typeof(JobEnd))]
[JsonSerializable(typeof(AttemptResult))]
[JsonSerializable(typeof(MaskPoint))]
internal sealed partial class SpoolJson : JsonSerializerContext;
