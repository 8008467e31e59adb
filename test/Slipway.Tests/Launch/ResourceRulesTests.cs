using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Api;
using Slipway.Api.Queues;
using Slipway.Api.Texts;
using Slipway.Launch.Queues;

namespace Slipway.Tests.Launch;

/// <summary>Which resource arguments may reach an agent (wandb-behaviour 9.6).</summary>
public sealed class ResourceRulesTests
{
    private const string Training =
        """{"RoleArn":"arn:x","OutputDataConfig":{"S3OutputPath":"s3://x"},"ResourceConfig":{},"StoppingCondition":{}}""";

    [Theory]
    [InlineData("local-process", "process")]
    [InlineData("local-container", "docker")]
    [InlineData("process", "process")]
    [InlineData("docker", "docker")]
    [InlineData("kubernetes", "kubernetes")]
    [InlineData("sagemaker", "sagemaker")]
    [InlineData("gcp-vertex", null)]
    [InlineData(null, null)]
    public void The_wandb_clients_words_for_resources_are_known(string? word, string? resource) =>
        Assert.Equal(resource, EnumWords.Find<QueueResource>(word) is { } known ? EnumWords.Of(known) : null);

    [Theory]
    [InlineData("command")]
    [InlineData("cpu")]
    [InlineData("cpu-period")]
    [InlineData("cpu-quota")]
    [InlineData("cpu-shares")]
    [InlineData("cpus")]
    [InlineData("cpuset-cpus")]
    [InlineData("cpuset-mems")]
    [InlineData("e")]
    [InlineData("env")]
    [InlineData("gpus")]
    [InlineData("m")]
    [InlineData("memory")]
    [InlineData("memory-reservation")]
    [InlineData("memory-swap")]
    [InlineData("name")]
    [InlineData("pids-limit")]
    [InlineData("platform")]
    [InlineData("shm-size")]
    [InlineData("ulimit")]
    [InlineData("w")]
    [InlineData("workdir")]
    public void Docker_takes_the_22_safe_arguments(string argument) =>
        Assert.Null(Check("docker", $$"""{"{{argument}}":["a", 1]}"""));

    [Theory]
    [InlineData("privileged")]
    [InlineData("v")]
    [InlineData("volume")]
    [InlineData("--volume")]
    [InlineData("mount")]
    [InlineData("cap-add")]
    [InlineData("device")]
    [InlineData("network")]
    [InlineData("net")]
    [InlineData("pid")]
    [InlineData("ipc")]
    [InlineData("userns")]
    [InlineData("security-opt")]
    [InlineData("entrypoint")]
    [InlineData("Env")]
    public void Docker_takes_no_other_argument_and_the_refusal_names_it(string argument)
    {
        var refusal = Check("docker", $$"""{"{{argument}}":"x"}""");
        Assert.Equal(ErrorCodes.ArgumentRefused, refusal!.Code);
        Assert.Contains($"'{argument}'", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[true]")]
    [InlineData("[[\"a\"]]")]
    public void Docker_takes_neither_booleans_nor_objects(string value) =>
        Assert.Equal(ErrorCodes.ResourceInvalid, Check("docker", $$$"""{"env":{{{value}}} }""")!.Code);

    [Fact]
    public void An_admin_allows_more_by_name()
    {
        Assert.Null(Check("docker", """{"volume":"data:/data"}""", "volume"));
        Assert.Null(Check("kubernetes", """{"spec":{"template":{"spec":{"hostNetwork":true}}}}""", "hostNetwork"));
        Assert.NotNull(Check("kubernetes", """{"spec":{"hostNetwork":true,"hostPID":true}}""", "hostNetwork"));
    }

    [Theory]
    [InlineData("securityContext", "{}")]
    [InlineData("hostPath", "{}")]
    [InlineData("serviceAccountToken", "{}")]
    [InlineData("hostPID", "true")]
    [InlineData("hostIPC", "true")]
    [InlineData("hostNetwork", "true")]
    [InlineData("shareProcessNamespace", "true")]
    [InlineData("hostUsers", "true")]
    [InlineData("serviceAccount", "\"x\"")]
    [InlineData("serviceAccountName", "\"x\"")]
    [InlineData("automountServiceAccountToken", "true")]
    [InlineData("hostPort", "80")]
    [InlineData("host_network", "true")]
    [InlineData("HostNetwork", "true")]
    [InlineData("mountPropagation", "\"Bidirectional\"")]
    [InlineData("type", "\"Unconfined\"")]
    [InlineData("container.apparmor.security.beta.kubernetes.io/main", "\"unconfined\"")]
    public void Kubernetes_refuses_what_leads_out_of_the_container_wherever_it_stands(string key, string value)
    {
        var refusal = Check("kubernetes", """{"spec":{"template":{"spec":{"containers":[{"name":"a",KEY:VALUE}]}}}}"""
            .Replace("KEY", $"\"{key}\"", StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal));
        Assert.Equal(ErrorCodes.ArgumentRefused, refusal!.Code);
        Assert.Contains($"'{key}'", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Kubernetes_takes_an_ordinary_job() =>
        Assert.Null(Check("kubernetes", """{"metadata":{"namespace":"ml"},"spec":{"backoffLimit":0,"template":{"spec":{"containers":[{"resources":{"limits":{"nvidia.com/gpu":1}},"volumeMounts":[{"mountPropagation":"None"}]}]}}}}"""));

    [Fact]
    public void A_process_takes_none()
    {
        Assert.Null(Check("process", "{}"));
        Assert.Equal(ErrorCodes.ArgumentRefused, Check("process", """{"env":"A=b"}""")!.Code);
    }

    [Theory]
    [InlineData("RoleArn")]
    [InlineData("OutputDataConfig")]
    [InlineData("ResourceConfig")]
    [InlineData("StoppingCondition")]
    public void SageMaker_needs_four_things(string missing)
    {
        Assert.Null(Check("sagemaker", Training));
        var without = JsonNode.Parse(Training)!.AsObject();
        without.Remove(missing);
        var refusal = Check("sagemaker", without.ToJsonString());
        Assert.Equal(ErrorCodes.ResourceInvalid, refusal!.Code);
        Assert.Contains(missing, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Accounts_and_namespaces_are_the_queues_to_decide()
    {
        Assert.Equal(ErrorCodes.ArgumentRefused, Given("sagemaker", """{"RoleArn":"arn:mine"}""")!.Code);
        Assert.Null(Given("sagemaker", """{"ResourceConfig":{}}""", "ResourceConfig"));
        Assert.Equal(ErrorCodes.ArgumentRefused, Given("kubernetes", """{"metadata":{"namespace":"kube-system"}}""")!.Code);
        Assert.Null(Given("docker", """{"memory":"2g"}"""));
    }

    [Theory]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"resources":{"limits":{"nvidia.com/gpu":2}}}]}}}}""")]
    [InlineData("""{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"mine","labels":{"team":"vision"},"annotations":{"cost-centre":"7"}}}""")]
    [InlineData("""{"spec":{"active_deadline_seconds":60,"template":{"metadata":{"annotations":{"slipway.dev/enter":"true"}},"spec":{"containers":[{"name":"job","env":[{"name":"A","value":"b"}]}]}}}}""")]
    public void S_M6_who_launches_gives_what_concerns_the_job_alone(string given) => Assert.Null(Given("kubernetes", given));

    [Theory]
    [InlineData("envFrom", """{"spec":{"template":{"spec":{"containers":[{"envFrom":[{"secretRef":{"name":"db"}}]}]}}}}""")]
    [InlineData("env_from", """{"spec":{"template":{"spec":{"containers":[{"env_from":[{"secretRef":{"name":"db"}}]}]}}}}""")]
    [InlineData("valueFrom", """{"spec":{"template":{"spec":{"containers":[{"env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"db","key":"k"}}}]}]}}}}""")]
    [InlineData("volumes", """{"spec":{"template":{"spec":{"volumes":[{"name":"v","secret":{"secretName":"db"}}]}}}}""")]
    [InlineData("volumeMounts", """{"spec":{"template":{"spec":{"containers":[{"volumeMounts":[{"name":"v","mountPath":"/v"}]}]}}}}""")]
    [InlineData("nodeName", """{"spec":{"template":{"spec":{"nodeName":"master"}}}}""")]
    [InlineData("nodeSelector", """{"spec":{"template":{"spec":{"nodeSelector":{"gpu":"a100"}}}}}""")]
    [InlineData("tolerations", """{"spec":{"template":{"spec":{"tolerations":[{"operator":"Exists"}]}}}}""")]
    [InlineData("initContainers", """{"spec":{"template":{"spec":{"initContainers":[{"image":"x"}]}}}}""")]
    [InlineData("runtimeClassName", """{"spec":{"template":{"spec":{"runtimeClassName":"kata"}}}}""")]
    [InlineData("priorityClassName", """{"spec":{"template":{"spec":{"priorityClassName":"system-node-critical"}}}}""")]
    [InlineData("containers", """{"spec":{"template":{"spec":{"containers":[{},{"image":"side"}]}}}}""")]
    [InlineData("livenessProbe", """{"spec":{"template":{"spec":{"containers":[{"livenessProbe":{"httpGet":{"host":"10.0.0.1"}}}]}}}}""")]
    [InlineData("iam.amazonaws.com/role", """{"spec":{"template":{"metadata":{"annotations":{"iam.amazonaws.com/role":"admin"}}}}}""")]
    [InlineData("aadpodidbinding", """{"spec":{"template":{"metadata":{"labels":{"aadpodidbinding":"admin"}}}}}""")]
    [InlineData("ownerReferences", """{"metadata":{"ownerReferences":[]}}""")]
    [InlineData("podFailurePolicy", """{"spec":{"podFailurePolicy":{}}}""")]
    public void S_M6_everything_else_is_the_queues_to_say_and_its_admins_may_allow_it_by_name(string key, string given)
    {
        var refusal = Given("kubernetes", given)!;

        Assert.Equal(ErrorCodes.ArgumentRefused, refusal.Code);
        Assert.Contains($"'{key}'", refusal.Detail, StringComparison.Ordinal);
        if (key is "nodeSelector" or "tolerations" or "priorityClassName" or "iam.amazonaws.com/role" or "volumeMounts")
        {
            Assert.Null(Given("kubernetes", given, key));
        }
    }

    [Fact]
    public void S_M6_that_volumes_are_allowed_allows_no_secrets()
    {
        const string Secret = """{"spec":{"template":{"spec":{"volumes":[{"name":"v","secret":{"secretName":"db"}}]}}}}""";
        Assert.Contains("'secret'", Given("kubernetes", Secret, "volumes")!.Detail, StringComparison.Ordinal);
        Assert.Null(Given("kubernetes", Secret, "volumes", "secret", "secretName"));
        Assert.Null(Given("kubernetes", """{"spec":{"template":{"spec":{"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"data"}}]}}}}""", "volumes"));
    }

    [Theory]
    [InlineData("""{"containers":[{"envFrom":[{"secretRef":{"name":"slipway-7-1"}}]}]}""")]
    [InlineData("""{"containers":[{"env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"slipway-7-1","key":"WANDB_API_KEY"}}}]}]}""")]
    [InlineData("""{"volumes":[{"secret":{"secretName":"slipway-agent"}}]}""")]
    [InlineData("""{"volumes":[{"projected":{"sources":[{"secret":{"name":"slipway-7-1"}}]}}]}""")]
    [InlineData("""{"volumes":[{"azure_file":{"secret_name":"Slipway-7-1"}}]}""")]
    [InlineData("""{"imagePullSecrets":[{"name":"slipway-7-1"}]}""")]
    public void S_M6_secrets_of_jobs_are_refused_to_everybody_whatever_is_allowed(string pod)
    {
        var refusal = Check("kubernetes", """{"spec":{"template":{"spec":POD}}}""".Replace("POD", pod, StringComparison.Ordinal), "envFrom", "secretRef", "secretKeyRef", "secret", "secretName", "volumes", "imagePullSecrets");

        Assert.Equal(ErrorCodes.ArgumentRefused, refusal!.Code);
        Assert.Contains("lipway-", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void S_M6_a_queues_config_may_name_other_secrets() =>
        Assert.Null(Check("kubernetes", """{"spec":{"template":{"spec":{"imagePullSecrets":[{"name":"registry"}],"containers":[{"envFrom":[{"secretRef":{"name":"db"}}]}]}}}}"""));

    [Theory]
    [InlineData("../../../../api/v1/namespaces/kube-system")]
    [InlineData("a b")]
    [InlineData("ML")]
    [InlineData("ml?x=1")]
    public void S_L17_what_cannot_be_the_name_of_a_namespace_is_refused(string space) =>
        Assert.Equal(ErrorCodes.ResourceInvalid, Check("kubernetes", """{"metadata":{"namespace":"SPACE"}}""".Replace("SPACE", space, StringComparison.Ordinal))!.Code);

    [Fact]
    public void S_M6_what_is_given_for_the_jobs_container_takes_nothing_of_the_queues_away()
    {
        var config = JsonNode.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"job","securityContext":{"runAsUser":1000},"resources":{"limits":{"memory":"2Gi"}},"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]},{"name":"side"}]}}}}""");
        var given = JsonNode.Parse("""{"spec":{"template":{"spec":{"containers":[{"resources":{"limits":{"cpu":2}},"env":[{"name":"B","value":"3"}]}]}}}}""");

        Assert.Equal(
            """{"spec":{"template":{"spec":{"containers":[{"name":"job","securityContext":{"runAsUser":1000},"resources":{"limits":{"memory":"2Gi","cpu":2}},"env":[{"name":"A","value":"1"},{"name":"B","value":"3"}]},{"name":"side"}]}}}}""",
            ResourceRules.Merge(QueueResource.Kubernetes, config, given)!.ToJsonString());
    }

    [Fact]
    public void F_18_whether_a_container_gets_an_init_may_be_said() =>
        Assert.Null(Check("docker", """{"init":false}""") ?? Check("docker", """{"--init":"true"}"""));

    [Fact]
    public void Arguments_are_a_json_object() => Assert.Equal(ErrorCodes.ResourceInvalid, Check("docker", "[]")!.Code);

    [Fact]
    public void Objects_merge_key_by_key_and_everything_else_as_a_whole()
    {
        var merged = ResourceRules.Merge(JsonNode.Parse("""{"a":{"x":1,"y":[1]},"b":1}"""), JsonNode.Parse("""{"a":{"y":[2]},"c":null}"""));
        Assert.Equal("""{"a":{"x":1,"y":[2]},"b":1,"c":null}""", merged!.ToJsonString());
        Assert.Null(ResourceRules.Merge(null, null));
    }

    private static Slipway.Rest.Refusal? Check(string resource, string arguments, params string[] allowed) =>
        ResourceRules.Check(EnumWords.Find<QueueResource>(resource)!.Value, JsonElement.Parse(arguments), allowed);

    private static Slipway.Rest.Refusal? Given(string resource, string arguments, params string[] allowed) =>
        ResourceRules.CheckGiven(EnumWords.Find<QueueResource>(resource)!.Value, JsonElement.Parse(arguments), allowed);

    [Fact]
    public void Many_variables_are_laid_over_many_in_linear_time()
    {
        var config = Job(string.Join(',', Enumerable.Range(0, 14_000).Select(number => $$"""{"name":"a{{number}}","value":"1"}""")) + """,{"name":"b","value":"1"},{"name":"c"}""");
        var given = Job(string.Join(',', Enumerable.Range(0, 150_000).Select(_ => """{"name":"b"}""")));
        var begun = Stopwatch.GetTimestamp();

        var merged = ResourceRules.Merge(QueueResource.Kubernetes, config, given)!;

        Assert.Equal(14_001 + 150_000, merged["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().Count);
        // Each with each is thousands of millions of comparisons.
        Assert.True(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), $"{Stopwatch.GetElapsedTime(begun)}");

        static JsonNode Job(string variables) =>
            JsonNode.Parse("""{"spec":{"template":{"spec":{"containers":[{"env":[VARIABLES]}]}}}}""".Replace("VARIABLES", variables, StringComparison.Ordinal))!;
    }

    [Fact]
    public void What_is_allowed_by_name_is_looked_up_for_each_key()
    {
        string[] allowed = [.. Enumerable.Range(0, 100).Select(number => $"Some_Name_{number}")];
        var given = JsonElement.Parse($"{{\"spec\":{{\"template\":{{\"spec\":{{\"containers\":[{{\"env\":[{string.Join(',', Enumerable.Repeat("""{"name":"b"}""", 20_000))}]}}]}}}}}}}}");
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(ResourceRules.CheckGiven(QueueResource.Kubernetes, given, allowed));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60_000_000);
        Assert.Null(ResourceRules.CheckGiven(QueueResource.Kubernetes, JsonElement.Parse("""{"spec":{"someName7":1}}"""), allowed));
    }
}
