using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Agent.Runners;
using Slipway.Agent.Runners.Kubernetes;
using Slipway.Agent.Spool;

namespace Slipway.Tests.Agent;

public sealed class JobManifestTests
{
    [Fact]
    public void A_job_without_a_manifest_is_one_restricted_container()
    {
        var pod = Build("{}")["spec"]!["template"]!["spec"]!;
        var container = Assert.Single(pod["containers"]!.AsArray())!;

        Assert.Equal(("an/image:1", "job"), ((string?)container["image"], (string?)container["name"]));
        Assert.Equal(["train", "a b"], container["args"]!.AsArray().Select(word => (string)word!));
        Assert.Equal("slipway-1-1", (string?)container["envFrom"]![0]!["secretRef"]!["name"]);
        Assert.Equal("""{"allowPrivilegeEscalation":false,"privileged":false,"capabilities":{"drop":["ALL"]}}""", container["securityContext"]!.ToJsonString());
        Assert.Equal(("Never", false, "RuntimeDefault"),
            ((string?)pod["restartPolicy"], (bool?)pod["automountServiceAccountToken"], (string?)pod["securityContext"]!["seccompProfile"]!["type"]));
    }

    [Fact]
    public void What_a_queue_says_stays_and_what_makes_a_job_start_once_is_forced()
    {
        var job = Build("""
            {"metadata": {"namespace": "ml", "name": "mine", "labels": {"team": "vision"}},
             "spec": {"backoffLimit": 6, "ttlSecondsAfterFinished": 60, "parallelism": 3,
               "template": {"spec": {"restartPolicy": "OnFailure", "nodeSelector": {"gpu": "a100"},
                 "containers": [{"image": "other", "resources": {"limits": {"nvidia.com/gpu": 1}}, "env": [{"name": "SLIPWAY_API_KEY", "value": "mine"}, {"name": "A", "value": "b"}]},
                                {"name": "side", "image": "side"}]}}}}
            """);
        var spec = job["spec"]!;
        var pod = spec["template"]!["spec"]!;

        Assert.Equal(("slipway-1-1", "ml", "vision"), ((string?)job["metadata"]!["name"], (string?)job["metadata"]!["namespace"], (string?)job["metadata"]!["labels"]!["team"]));
        Assert.Equal((0, 1, null), ((int?)spec["backoffLimit"], (int?)spec["parallelism"], spec["ttlSecondsAfterFinished"]));
        Assert.Equal(("Never", "a100"), ((string?)pod["restartPolicy"], (string?)pod["nodeSelector"]!["gpu"]));
        Assert.Equal(("an/image:1", 1), ((string?)pod["containers"]![0]!["image"], (int?)pod["containers"]![0]!["resources"]!["limits"]!["nvidia.com/gpu"]));
        Assert.Equal("A", (string?)Assert.Single(pod["containers"]![0]!["env"]!.AsArray())!["name"]);
        Assert.NotNull(pod["containers"]![1]!["securityContext"]);
    }

    [Theory]
    [InlineData("""{"spec": {"template": {"spec": {"hostNetwork": true}}}}""")]
    [InlineData("""{"spec": {"template": {"spec": {"host_pid": true}}}}""")]
    [InlineData("""{"spec": {"template": {"spec": {"volumes": [{"hostPath": {"path": "/"}}]}}}}""")]
    [InlineData("""{"spec": {"template": {"spec": {"containers": [{"securityContext": {"privileged": true}}]}}}}""")]
    [InlineData("""{"kind": "CronJob"}""")]
    public void What_would_let_a_job_out_is_refused(string json) =>
        Assert.Throws<StartFailedException>(() => Build(json));

    [Theory]
    [InlineData("""{"spec": {"template": {"spec": {"containers": [{"envFrom": [{"secretRef": {"name": "slipway-7-1"}}]}]}}}}""")]
    [InlineData("""{"spec": {"template": {"spec": {"containers": [{"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "slipway-7-1", "key": "k"}}}]}]}}}}""")]
    [InlineData("""{"spec": {"template": {"spec": {"volumes": [{"projected": {"sources": [{"secret": {"name": "slipway-7-1"}}]}}]}}}}""")]
    [InlineData("""{"spec": {"template": {"spec": {"volumes": [{"secret": {"secretName": "slipway-7-1"}}]}}}}""")]
    [InlineData("""{"spec": {"template": {"spec": {"imagePullSecrets": [{"name": "slipway-7-1"}]}}}}""")]
    public void S_M6_the_agent_itself_gives_no_job_what_another_knows(string json) =>
        Assert.Contains("slipway-7-1", Assert.Throws<StartFailedException>(() => Build(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("../../kube-system")]
    [InlineData("..")]
    [InlineData("ml/jobs?x=")]
    [InlineData("")]
    public void S_L17_what_is_not_a_namespace_becomes_no_part_of_an_address(string space) =>
        Assert.Throws<StartFailedException>(() => new JobPlace(space, "slipway-1-1"));

    [Fact]
    public void B10_a_job_whose_image_has_the_agent_asks_before_it_begins()
    {
        var container = Build("""{"spec": {"template": {"metadata": {"annotations": {"slipway.dev/enter": "true"}}}}}""")["spec"]!["template"]!["spec"]!["containers"]![0]!;

        Assert.Equal(
            ["/bin/sh", "-c", "slipway-agent enter || exit 0; exec \"$@\"", "enter", "train", "a b"],
            container["command"]!.AsArray().Concat(container["args"]!.AsArray()).Select(word => (string)word!));
    }

    [Theory]
    [InlineData("""{"running": {}}""", null, null)]
    [InlineData("""{"waiting": {"reason": "ContainerCreating"}}""", null, null)]
    [InlineData("""{"waiting": {"reason": "ImagePullBackOff", "message": "no"}}""", null, null)]
    [InlineData("""{"terminated": {"exitCode": 137, "reason": "OOMKilled"}}""", "OutOfMemory", 137)]
    [InlineData("""{"terminated": {"exitCode": 3, "reason": "Error"}}""", "Exited", 3)]
    public void The_state_of_a_container_says_how_the_job_ended(string state, string? cause, int? code)
    {
        var pod = JsonNode.Parse($$$"""
            {"spec": {"containers": [{"name": "job"}]}, "status": {"containerStatuses": [{"name": "side", "state": {}}, {"name": "job", "state": {{{state}}}}]}}
            """)!;

        var end = PodEnd.Of(pod, "job", isGone: false, DateTimeOffset.UnixEpoch);

        Assert.Equal((cause, code), (end?.Cause.ToString(), end?.ExitCode));
    }

    [Fact]
    public void A_pod_that_the_cluster_took_away_is_interrupted()
    {
        var pod = JsonNode.Parse("""{"spec": {"containers": [{"name": "job"}]}, "status": {"phase": "Failed", "reason": "Evicted", "message": "disk"}}""")!;

        var end = PodEnd.Of(pod, "job", isGone: false, DateTimeOffset.UnixEpoch)!;

        Assert.Equal((EndCause.Interrupted, "the cluster ended it: Evicted. disk"), (end.Cause, end.Message));
    }

    [Theory]
    [InlineData("{}", "job")]
    [InlineData("""{"spec": {"template": {"spec": {"containers": [{"image": "x"}]}}}}""", "job")]
    [InlineData("""{"spec": {"template": {"spec": {"containers": [{"name": "main"}, {"name": "side"}]}}}}""", "main")]
    [InlineData("""{"spec": {"template": {"spec": {"containers": [{"name": "side"}, {"name": "job"}]}}}}""", "job")]
    public void F_3_the_jobs_container_is_the_one_of_that_name_else_the_first(string json, string name)
    {
        var job = Build(json);

        Assert.Equal(name, JobManifest.ContainerOf(Specs.Image("an/image:1") with { ResourceArgs = JsonSerializer.Deserialize<JsonElement>(json) }));
        Assert.Equal(name, JobManifest.ContainerOf(job["spec"]!["template"]!));
        Assert.Equal("an/image:1", (string?)job["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Single(one => (string?)one!["name"] == name)!["image"]);
        Assert.Equal("Failed", (string?)job["spec"]!["podReplacementPolicy"]);
    }

    private static JsonObject Build(string arguments) => JobManifest.Build(
        "slipway-1-1",
        "agent-1",
        Specs.Image("an/image:1", "train", "a b") with { ResourceArgs = JsonSerializer.Deserialize<JsonElement>(arguments) },
        []);
}
