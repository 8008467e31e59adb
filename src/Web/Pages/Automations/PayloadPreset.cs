namespace Slipway.Web.Pages.Automations;

/// <summary>A payload to begin with, in the shape that a receiver wants.</summary>
/// <param name="Name">Whose shape it is.</param>
/// <param name="Payload">The template.</param>
internal sealed record PayloadPreset(string Name, string Payload)
{
    public static IReadOnlyList<PayloadPreset> All { get; } =
    [
        new("Generic",
            """
            {
              "event_type": "${event_type}",
              "event_author": "${event_author}",
              "alias": "${alias}",
              "artifact_version": "${artifact_version}",
              "artifact_version_string": "${artifact_version_string}",
              "artifact_collection_name": "${artifact_collection_name}",
              "project_name": "${project_name}",
              "entity_name": "${entity_name}"
            }
            """),
        new("GitHub repository_dispatch",
            """
            {
              "event_type": "BUILD_AND_DEPLOY",
              "client_payload": {
                "event_author": "${event_author}",
                "alias": "${alias}",
                "artifact_version": "${artifact_version}",
                "artifact_version_string": "${artifact_version_string}",
                "artifact_collection_name": "${artifact_collection_name}",
                "project_name": "${project_name}",
                "entity_name": "${entity_name}"
              }
            }
            """),
        new("GitLab trigger",
            """
            {
              "token": "${ACCESS_TOKEN}",
              "ref": "main",
              "variables": {
                "MODEL_VERSION": "${artifact_version_string}",
                "MODEL_ALIAS": "${alias}",
                "MODEL_NAME": "${artifact_collection_name}"
              }
            }
            """),
        new("Slack",
            """
            {
              "text": "${event_author}: ${artifact_version_string} is ${alias} now"
            }
            """),
        new("Microsoft Teams",
            """
            {
              "type": "message",
              "attachments": [
                {
                  "contentType": "application/vnd.microsoft.card.adaptive",
                  "content": {
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": [
                      { "type": "TextBlock", "wrap": true, "text": "${event_author}: ${artifact_version_string} is ${alias} now" }
                    ]
                  }
                }
              ]
            }
            """),
        new("Jenkins",
            """
            {
              "model": "${artifact_collection_name}",
              "version": "${artifact_version_string}",
              "alias": "${alias}",
              "author": "${event_author}"
            }
            """),
    ];
}
