"""What the platform and its teams cost: FinOps on FOCUS charges, from the daily rollup of a cost release."""
