//! Shared services: suffixes below which unrelated customers hold names.

use crate::pattern::is_public_suffix;

/// Shared services that the public suffix list does not hold, or did not always hold, with the document that says so.
///
/// A leading `*.` stands for one label, such as a region: each `westus.cloudapp.azure.com` is shared as well.
const SHARED: &[(&str, &str)] = &[
    ("akadns.net", "the load-balancer note of the Windows endpoint pages"),
    ("akamai.net", "Akamai, edge host names"),
    ("akamaiedge.net", "Akamai, edge host names"),
    ("akamaihd.net", "Akamai, edge host names"),
    ("akamaized.net", "Akamai, edge host names"),
    ("atlassian.net", "Atlassian, change your site's URL"),
    ("azure-api.net", "Azure API Management, configure a custom domain name"),
    ("azurecr.io", "Azure Container Registry, registry names"),
    ("azuredatabricks.net", "Azure Databricks, workspace instance names and URLs"),
    ("azureedge.net", "Azure Content Delivery Network, endpoint host names"),
    ("azurefd.net", "Azure Front Door, endpoints"),
    ("azurewebsites.net", "Azure App Service, custom domain names"),
    ("b-cdn.net", "bunny.net, pull zone host names"),
    ("*.cloudapp.azure.com", "Azure Virtual Machines, create a fully qualified domain name"),
    ("cloudapp.azure.com", "Azure Virtual Machines, create a fully qualified domain name"),
    ("cloudapp.net", "Azure Cloud Services, configure a custom domain name"),
    ("database.windows.net", "Azure SQL Database, connectivity architecture"),
    ("documents.azure.com", "Azure Cosmos DB, account endpoints"),
    ("edgecastcdn.net", "the Verizon rows of the Windows 10 1709 page"),
    ("edgekey.net", "Akamai, edge host names"),
    ("edgesuite.net", "Akamai, edge host names"),
    ("fastly.net", "Fastly, working with CNAME records and your DNS provider"),
    ("fastlylb.net", "Fastly, working with CNAME records and your DNS provider"),
    ("footprint.net", "the content delivery rows of the Windows 10 1709 page"),
    ("force.com", "Salesforce, My Domain URL formats"),
    ("freshdesk.com", "Freshdesk, help desk URL"),
    ("herokuapp.com", "Heroku, app names and subdomains"),
    ("hwcdn.net", "the Highwinds rows of the Windows 10 1709 page"),
    ("llnwd.net", "the content delivery rows of the Windows 10 1709 page"),
    ("llnwi.net", "the content delivery rows of the Windows 10 1709 page"),
    ("my.salesforce.com", "Salesforce, My Domain URL formats"),
    ("my.site.com", "Salesforce, My Domain URL formats"),
    ("nsatc.net", "the load-balancer rows of the Windows 10 1709 page"),
    ("okta.com", "Okta, organisations and their URLs"),
    ("onmicrosoft.com", "Microsoft Entra, custom domain names: the initial domain"),
    ("phicdn.net", "the Verizon rows of the Windows 10 1709 page"),
    ("queue.core.windows.net", "Azure Storage, account endpoints"),
    ("redis.cache.windows.net", "Azure Cache for Redis, host names"),
    ("search.windows.net", "Azure AI Search, service names"),
    ("service-now.com", "ServiceNow, instance URLs"),
    ("service.signalr.net", "Azure SignalR Service, connection strings"),
    ("servicebus.windows.net", "Azure Service Bus, namespaces"),
    ("sharepoint.com", "Microsoft 365, URLs and IP address ranges: tenant names"),
    ("table.core.windows.net", "Azure Storage, account endpoints"),
    ("trafficmanager.net", "Azure Traffic Manager, profile names"),
    ("v0cdn.net", "the Verizon rows of the Windows 10 1709 page"),
    ("vault.azure.net", "Azure Key Vault, vault names"),
    ("workers.dev", "Cloudflare Workers, workers.dev subdomains"),
    ("zendesk.com", "Zendesk, subdomains of accounts"),
];

/// True for a suffix below which unrelated customers hold names: the private part of the public suffix list, and the
/// table above.
pub fn is_shared(suffix: &str) -> bool {
    let private =
        is_public_suffix(suffix) && psl::suffix(suffix.as_bytes()).is_some_and(|s| s.typ() == Some(psl::Type::Private));
    private || SHARED.iter().any(|(known, _)| is_rule(known, suffix))
}

fn is_rule(known: &str, suffix: &str) -> bool {
    match known.strip_prefix("*.") {
        Some(parent) => suffix.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest == parent),
        None => known == suffix,
    }
}

/// True for a name of, or below, one of the table's services, whose inner labels are the service's own and not one
/// customer's.
pub(crate) fn is_below_shared_table(name: &str) -> bool {
    let services = SHARED.iter().map(|(known, _)| known.trim_start_matches("*."));
    services.filter_map(|service| name.strip_suffix(service)).any(|front| front.is_empty() || front.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dialect, Match, Observed, Pattern, fold};

    #[test]
    fn each_service_stands_once_and_has_a_source() {
        assert!(SHARED.windows(2).all(|pair| {
            pair[0].0.trim_start_matches("*.") <= pair[1].0.trim_start_matches("*.") && pair[0].0 != pair[1].0
        }));
        assert!(SHARED.iter().all(|(suffix, source)| suffix.contains('.') && !source.is_empty()));
        assert!(is_shared("cloudapp.azure.com") && is_shared("westus.cloudapp.azure.com"));
        assert!(!is_shared("a.westus.cloudapp.azure.com") && !is_shared("azure.com") && !is_shared("microsoft.com"));
    }

    /// The law of `tests/suffixes.rs`, over this table: customers hold names right below a service.
    #[test]
    fn no_fold_crosses_a_shared_service() {
        let labels = ["n1", "n2", "n33", "us-east-1", "eu-west-2", "a-shop", "b-shop", "c-shop", "alpha", "beta"];
        for (rule, _) in SHARED {
            let suffix = rule.replace('*', "westus");
            let names: Vec<String> = ["", "www.", "static.cdn."]
                .iter()
                .flat_map(|front| labels.map(|label| format!("{front}{label}.{suffix}")))
                .collect();
            let observed: Vec<Observed<'_>> =
                names.iter().map(|name| Observed { name, protocol: "HTTPS", description: None }).collect();
            for fold in fold(&observed, &[]) {
                let pattern = Pattern::parse(&fold.pattern, Dialect::Subdomains).expect("a fold is a pattern");
                let owners = ["n4", "other", "d-shop", "ap-south-1"].iter().flat_map(|owner| {
                    ["", "www.", "a.", "b.cdn."].map(|front| pattern.matches(&format!("{front}{owner}.{suffix}")))
                });
                let reached = owners.filter(|found| *found != Match::None).count();
                assert_eq!(reached, 0, "{rule}: {} reaches several owners", fold.pattern);
            }
        }
    }
}
